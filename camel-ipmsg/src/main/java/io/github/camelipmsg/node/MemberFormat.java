/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Member.Address;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;

/** A member as bytes, and back: who it is, and what it was like at its current address when it was last seen. */
final class MemberFormat {
    private MemberFormat() {}

    static void write(Member member, DataOutputStream out) throws IOException {
        writeText(member.user(), out);
        writeText(member.host(), out);
        writeText(member.nickname(), out);
        writeText(member.group(), out);
        InetAddress address = member.address().getAddress();
        byte[] bytes = address.getAddress();
        out.writeByte(bytes.length);
        out.write(bytes);
        out.writeInt(address instanceof Inet6Address v6 ? v6.getScopeId() : 0);
        out.writeInt(member.address().getPort());
        out.writeLong(member.lastHeard().toEpochMilli());
        out.writeInt(member.status().bits());
        out.writeUTF(member.clientKind().name());
        writeText(member.charsetName() == null ? "" : member.charsetName(), out);
        out.writeUTF(member.codePage() == null ? "" : member.codePage().name());
    }

    /** @throws IllegalArgumentException if it makes no sense */
    static Member read(DataInputStream in) throws IOException {
        Identity identity = new Identity(readText(in), readText(in));
        String nickname = readText(in);
        String group = readText(in);
        InetSocketAddress address = readAddress(in);
        Instant lastHeard = Instant.ofEpochMilli(in.readLong());
        CommandWord status = new CommandWord(in.readInt());
        ClientKind kind = ClientKind.valueOf(in.readUTF());
        String charsetName = readText(in);
        String codePage = in.readUTF();
        return new Member(
                identity,
                nickname,
                group,
                List.of(new Address(address, lastHeard)),
                status,
                kind,
                charsetName.isEmpty() ? null : charsetName,
                codePage.isEmpty() ? null : Charset.forName(codePage),
                false);
    }

    private static InetSocketAddress readAddress(DataInputStream in) throws IOException {
        byte[] bytes = readFully(in.readUnsignedByte(), in);
        int scope = in.readInt();
        int port = in.readInt();
        InetAddress address = scope == 0 || bytes.length != 16
                ? InetAddress.getByAddress(bytes)
                : Inet6Address.getByAddress(null, bytes, scope);
        return new InetSocketAddress(address, port);
    }

    /** Whatever characters it has: as UTF-8 a lone surrogate would be lost. */
    static void writeText(String text, DataOutputStream out) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    static String readText(DataInputStream in) throws IOException {
        byte[] bytes = readFully(2L * in.readInt(), in);
        char[] characters = new char[bytes.length / 2];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (char) ((bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff));
        }
        return new String(characters);
    }

    private static byte[] readFully(long length, DataInputStream in) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new EOFException("it ends in the middle");
        }
        byte[] bytes = new byte[(int) length];
        in.readFully(bytes);
        return bytes;
    }
}
