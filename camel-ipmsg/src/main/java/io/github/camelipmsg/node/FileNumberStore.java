/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@link NumberStore} in one small text file, a {@link ReplacedFile}:
 * {@code 1790000000 1790000000123}, the position and the milliseconds since 1970 at which it was written.
 */
final class FileNumberStore implements NumberStore {
    /** Earlier versions wrote the position alone. More digits than these make no position that can be reached. */
    private static final Pattern CONTENT = Pattern.compile("([0-9]{1,15})(?: ([0-9]{1,15}))?");

    private final Path file;

    FileNumberStore(StateDirectory directory) {
        this.file = directory.resolve("packet-number");
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
            String content = reservation.position() + " " + reservation.at().toEpochMilli() + "\n";
            new ReplacedFile(file).replace(content.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write " + file + " (" + e + "), and without it no packet number is safe to use: make room"
                            + " there, or set stateDirectory to a writable directory",
                    e);
        }
    }
}
