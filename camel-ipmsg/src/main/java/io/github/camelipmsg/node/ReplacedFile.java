/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is replaced as a whole, by way of another beside it, so that a crash leaves the old or the new one. Blocks;
 * one thread at a time.
 *
 * @param path where it is
 */
record ReplacedFile(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacedFile.class);

    /** Returns when the new content would survive a power cut. */
    void replace(byte[] content) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceName(path);
    }

    /** A power cut must not bring the old file back. Windows knows no such thing, and needs none. */
    static void forceName(Path path) {
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            LOG.trace("Cannot force the directory of {}", path, e);
        }
    }
}
