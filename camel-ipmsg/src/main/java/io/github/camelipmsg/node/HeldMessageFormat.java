/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.HeldMessage.Part;
import io.github.camelipmsg.protocol.CommandWord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A held message as bytes, and back. What a later version writes otherwise gets another first byte. */
final class HeldMessageFormat {
    private static final int VERSION = 1;
    private static final int MOST_PARTS = MessageParts.MAX_PARTS;

    private HeldMessageFormat() {}

    static byte[] write(HeldMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(message.sendNumber());
            out.writeInt(message.place());
            MemberFormat.write(message.member(), out);
            out.writeLong(message.startedAt().toEpochMilli());
            write(message.policy(), out);
            out.writeInt(message.parts().size());
            for (Part part : message.parts()) {
                write(part, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if these bytes are none, or of a later version */
    static HeldMessage read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("it is of version " + version + ", and this program knows " + VERSION);
            }
            long sendNumber = in.readLong();
            int place = in.readInt();
            Member member = MemberFormat.read(in);
            Instant startedAt = Instant.ofEpochMilli(in.readLong());
            DeliveryPolicy policy = readPolicy(in);
            int count = in.readInt();
            if (count < 1 || count > MOST_PARTS) {
                throw new IOException("it cannot have " + count + " parts");
            }
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                parts.add(readPart(in));
            }
            return new HeldMessage(sendNumber, place, member, policy, startedAt, parts);
        } catch (IllegalArgumentException e) {
            throw new IOException("it makes no sense: " + e.getMessage(), e);
        }
    }

    private static void write(DeliveryPolicy policy, DataOutputStream out) throws IOException {
        out.writeUTF(policy.wanted().name());
        out.writeLong(policy.confirmationTimeout().toMillis());
        out.writeLong(policy.readTimeout().toMillis());
        out.writeLong(policy.retryPolicy().interval().toMillis());
        out.writeInt(policy.retryPolicy().maxRetries());
        out.writeInt(policy.inFlight());
        @Nullable Duration holdTimeout = policy.holdTimeout();
        out.writeLong(holdTimeout == null ? 0 : holdTimeout.toMillis());
    }

    private static DeliveryPolicy readPolicy(DataInputStream in) throws IOException {
        return new DeliveryPolicy(
                DeliveryStatus.valueOf(in.readUTF()),
                Duration.ofMillis(in.readLong()),
                Duration.ofMillis(in.readLong()),
                new RetryPolicy(Duration.ofMillis(in.readLong()), in.readInt()),
                in.readInt(),
                Duration.ofMillis(in.readLong()),
                false);
    }

    private static void write(Part part, DataOutputStream out) throws IOException {
        @Nullable Content content = part.contentOrNull();
        out.writeLong(part.number());
        out.writeInt(part.attempts());
        out.writeBoolean(content != null);
        if (content != null) {
            MemberFormat.writeText(content.text(), out);
            out.writeInt(content.command().bits());
        }
        out.writeUTF(part.outcomeOrNull() == null ? "" : part.outcomeOrNull().name());
        out.writeUTF(part.causeOrNull() == null ? "" : part.causeOrNull().name());
        MemberFormat.writeText(part.detail(), out);
    }

    private static Part readPart(DataInputStream in) throws IOException {
        long number = in.readLong();
        int attempts = in.readInt();
        @Nullable
        Content content =
                in.readBoolean() ? new Content(MemberFormat.readText(in), new CommandWord(in.readInt())) : null;
        String outcome = in.readUTF();
        String cause = in.readUTF();
        Part part = new Part(
                number,
                attempts,
                content,
                outcome.isEmpty() ? null : DeliveryState.valueOf(outcome),
                cause.isEmpty() ? null : Cause.valueOf(cause),
                MemberFormat.readText(in));
        if ((part.contentOrNull() == null) == (part.outcomeOrNull() == null)) {
            throw new IOException("part " + number + " of it has neither text nor outcome");
        }
        return part;
    }
}
