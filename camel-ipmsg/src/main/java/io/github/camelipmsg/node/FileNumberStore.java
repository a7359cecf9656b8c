/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link NumberStore} in one small text file, replaced as a whole so that a crash leaves the old or the new one:
 * {@code 1790000000 1790000000123}, the position and the milliseconds since 1970 at which it was written.
 */
final class FileNumberStore implements NumberStore {
    /** Earlier versions wrote the position alone. More digits than these make no position that can be reached. */
    private static final Pattern CONTENT = Pattern.compile("([0-9]{1,15})(?: ([0-9]{1,15}))?");

    private static final Logger LOG = LoggerFactory.getLogger(FileNumberStore.class);

    private final Path file;
    private final Path next;

    FileNumberStore(StateDirectory directory) {
        this.file = directory.resolve("packet-number");
        this.next = directory.resolve("packet-number.next");
    }

    @Override
    public Reservation reserved() throws IOException {
        String content;
        try {
            content = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            return Reservation.NONE;
        }
        Matcher reservation = CONTENT.matcher(content);
        if (!reservation.matches()) {
            throw new IOException(
                    file + " does not hold a packet number. Restore it from a backup, or delete it once no"
                            + " peer remembers this node's numbers");
        }
        Instant at = reservation.group(2) == null
                ? Files.getLastModifiedTime(file).toInstant()
                : Instant.ofEpochMilli(Long.parseLong(reservation.group(2)));
        return new Reservation(Long.parseLong(reservation.group(1)), at);
    }

    @Override
    public void reserve(Reservation reservation) throws IOException {
        try {
            replace(reservation.position() + " " + reservation.at().toEpochMilli() + "\n");
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write " + file + " (" + e + "), and without it no packet number is safe to use: make room"
                            + " there, or set stateDirectory to a writable directory",
                    e);
        }
    }

    private void replace(String content) throws IOException {
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(content);
            while (text.hasRemaining()) {
                out.write(text);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceName();
    }

    /** A power cut must not bring the old file back. Windows knows no such thing, and needs none. */
    private void forceName() {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            LOG.trace("Cannot force the directory of {}", file, e);
        }
    }
}
