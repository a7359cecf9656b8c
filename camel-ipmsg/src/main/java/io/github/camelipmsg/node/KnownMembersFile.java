/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.KnownMembers.Known;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is known, in a {@link ReplacedFile}. Nothing depends on it but whom messages can be held for, so trouble
 * with it is told and hurts nothing else. Thread-safe; blocks.
 */
final class KnownMembersFile {
    private static final int VERSION = 2;

    private static final Logger LOG = LoggerFactory.getLogger(KnownMembersFile.class);

    private final Path file;
    private boolean closed;

    KnownMembersFile(Path file) {
        this.file = file;
    }

    /** Nobody if there is no file yet, or none that can be read. */
    synchronized List<Known> load() {
        List<Known> known = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("it is of version " + version);
            }
            for (int left = Math.min(in.readInt(), KnownMembers.MAX_KNOWN); left > 0; left--) {
                Member member = MemberFormat.read(in);
                Instant seen = Instant.ofEpochMilli(in.readLong());
                known.add(new Known(member, readAddress(in), seen, seen));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "Cannot read {} ({}): messages are held only for members who are seen from now on",
                    file,
                    e.toString());
            return List.of();
        }
        return known;
    }

    private static void write(List<Known> known, DataOutputStream out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(known.size());
        for (Known each : known) {
            MemberFormat.write(each.member(), out);
            out.writeLong(each.seen().toEpochMilli());
            byte[] first = each.first().getAddress();
            out.writeByte(first.length);
            out.write(first);
        }
    }

    private static InetAddress readAddress(DataInputStream in) throws IOException {
        byte[] address = new byte[in.readUnsignedByte()];
        in.readFully(address);
        return InetAddress.getByAddress(address);
    }

    /** Whatever a worker still has to write is written no more. */
    synchronized void close() {
        closed = true;
    }

    /** Says so if it could not. */
    synchronized boolean save(List<Known> known) {
        return closed || replace(known);
    }

    /** What is written last; says so if it could not be. */
    synchronized void saveAndClose(List<Known> known) {
        boolean unused = replace(known);
        closed = true;
    }

    private boolean replace(List<Known> known) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(known, out);
            new ReplacedFile(file).replace(bytes.toByteArray());
            return true;
        } catch (IOException | RuntimeException | Error e) { // whatever it is, somebody waits
            LOG.warn("Cannot write {} ({}): after a restart it is not known who was here lately", file, e.toString());
            return false;
        }
    }
}
