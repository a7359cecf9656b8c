/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.HeldMessage.Part;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A held message comes back from the disk as it was. */
class HeldMessageFormatTest {
    static HeldMessage message(String address, String text) throws IOException {
        Instant then = Instant.parse("2026-01-05T09:00:00.123Z");
        Member member = new Member(
                new Identity("taro-<0123456789abcdef>", "pc"),
                "山田 太郎",
                "営業",
                List.of(new Member.Address(new InetSocketAddress(InetAddress.getByName(address), 2426), then)),
                CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT),
                ClientKind.FEIQ,
                null,
                Charset.forName("GBK"),
                false);
        DeliveryPolicy policy = new DeliveryPolicy(
                DeliveryStatus.READ,
                Duration.ofSeconds(15),
                Duration.ofMinutes(10),
                RetryPolicy.OFFICIAL,
                64,
                Duration.ofDays(7),
                false);
        Content content =
                new Content(text, CommandWord.of(Command.SENDMSG, MessageOption.SECRETOPT, MessageOption.SENDCHECKOPT));
        return new HeldMessage(
                1_767_603_605,
                3,
                member,
                policy,
                then,
                List.of(
                        new Part(1_767_603_605, 5, null, DeliveryState.UNCONFIRMED, Cause.EXPIRED, "held for 1 s"),
                        new Part(1_767_603_606, 0, content, null, null, "")));
    }

    @Test
    void comesBackAsItWas() throws IOException {
        for (String address : List.of("10.1.0.9", "2001:db8::7", "fe80::1")) {
            HeldMessage message =
                    message(address, "Grüße, \uD83D\uDE00 and half of one: \uD83D\n" + "長い".repeat(30_000));

            assertThat(HeldMessageFormat.read(HeldMessageFormat.write(message))).isEqualTo(message);
        }
    }

    @Test
    void bytesThatEndTooEarlyOrAreOtherwiseNoneAreRefused() throws IOException {
        byte[] bytes = HeldMessageFormat.write(message("10.1.0.9", "hello"));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> HeldMessageFormat.read(cut));
        }
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i] ^= (byte) 0xff;
            try {
                assertThat(HeldMessageFormat.read(other)).isNotNull();
            } catch (IOException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }

    @Test
    void whatALaterVersionWroteIsRefused() throws IOException {
        byte[] bytes = HeldMessageFormat.write(message("10.1.0.9", "hello"));
        bytes[0]++;

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> HeldMessageFormat.read(bytes))
                .withMessage("it is of version 2, and this program knows 1");
    }
}
