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

/** A {@link NumberStore} in one small text file, replaced as a whole so that a crash leaves the old or the new one. */
final class FileNumberStore implements NumberStore {
    private final Path file;
    private final Path next;

    FileNumberStore(StateDirectory directory) {
        this.file = directory.resolve("packet-number");
        this.next = directory.resolve("packet-number.next");
    }

    @Override
    public long reserved() throws IOException {
        try {
            return Long.parseLong(
                    Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new IOException(
                    file + " does not hold a packet number. Restore it from a backup, or delete it once no peer"
                            + " remembers this node's numbers",
                    e);
        }
    }

    @Override
    public void reserve(long upTo) throws IOException {
        try {
            replace(upTo + "\n");
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
    }
}
