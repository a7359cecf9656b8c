/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.fuzz.Effort;
import io.github.camelipmsg.fuzz.FuzzInput;
import io.github.camelipmsg.node.PeerCharset;
import io.github.camelipmsg.node.Recipient;
import io.github.camelipmsg.node.SocketAddresses;
import io.github.camelipmsg.transport.Subnet;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What users write is understood, or refused with an error that says what to write; it never takes long. */
public final class UserInputFuzz {
    private static final int PORT = 2425;
    private static final int LONG = 20_000;

    private UserInputFuzz() {}

    /** A byte that says who reads it, one that says whether it is repeated until it is long, then the text in UTF-8. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int reader = input.number() % 6;
        boolean repeated = input.number() == 0xff;
        String text = input.text();
        String form = repeated && !text.isEmpty() ? text.repeat(LONG / text.length() + 1) : text;
        Effort.isSmall("a text of " + form.length() + " characters", () -> read(reader, form));
    }

    private static void read(int reader, String text) {
        try {
            switch (reader) {
                case 0 -> assertThat(Recipient.parse(text, PORT).toString()).isNotEmpty();
                case 1 -> recipients(text);
                case 2 -> hostAndPort(text);
                case 3 -> assertThat(PeerCharset.parse(text).charset()).isNotNull();
                case 4 -> {
                    Subnet subnet = Subnet.parse(text);
                    assertThat(Subnet.parse(subnet.toString())).isEqualTo(subnet);
                    assertThat(subnet.contains(subnet.last())).isTrue();
                }
                default -> address(text);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).as("what to write instead of '%s'", text).isNotBlank();
        }
    }

    private static void recipients(String text) {
        List<Recipient> recipients = RecipientList.ofOption("to", text, PORT);
        assertThat(recipients).isNotEmpty();
        assertThat(RecipientList.split(text)).hasSameSizeAs(recipients);
    }

    /** Only where no name has to be looked up. */
    private static void hostAndPort(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean isLookedUp =
                !host.isEmpty() && SocketAddresses.parse(text, PORT).isEmpty();
        if (!isLookedUp) {
            assertThat(HostAndPort.parse("discoveryAddresses", text, PORT).getPort())
                    .isBetween(1, 0xffff);
            assertThat(host).isNotEmpty();
        }
    }

    private static void address(String text) {
        Optional<InetSocketAddress> read = SocketAddresses.parse(text, PORT);
        read.ifPresent(address -> {
            assertThat(address.getPort()).isBetween(1, 0xffff);
            assertThat(SocketAddresses.parse(SocketAddresses.format(address), PORT))
                    .contains(address);
            assertThat(isLiteral(text)).as("'%s' is a literal", text).isTrue();
        });
    }

    private static boolean isLiteral(String text) {
        boolean hasBrackets = text.startsWith("[");
        String v6 = hasBrackets ? text.substring(1, text.indexOf(']')) : text;
        return NetUtil.isValidIpV6Address(v6)
                || (!hasBrackets
                        && NetUtil.isValidIpV4Address(
                                text.contains(":") ? text.substring(0, text.indexOf(':')) : text));
    }
}
