/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which one identity keeps what must outlive the process, locked for as long as it is open.
 *
 * <p>Two processes with one identity would use the same packet numbers, and peers would take the messages of one for
 * repetitions of the other's.
 */
final class StateDirectory implements Closeable {
    private final Path directory;
    private final FileChannel lockFile;

    private StateDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Makes the identity's directory below {@code root} if need be, and locks it. Blocks.
     *
     * @throws IOException if it cannot be written, or is locked by another node; the message says what to do
     */
    static StateDirectory open(Path root, Identity identity) throws IOException {
        // names are compared without case on the wire, so they share one directory, too
        String name = (identity.user() + "@" + identity.host()).toLowerCase(Locale.ROOT);
        Path directory = root.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8));
        FileChannel lockFile;
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write the state directory " + directory + " (" + e + "). It must be kept, because it holds"
                            + " the packet numbers that were used: set stateDirectory to a writable directory",
                    e);
        }
        if (!lock(lockFile)) {
            lockFile.close();
            throw new IOException("The identity user '" + identity.user() + "' on host '" + identity.host()
                    + "' is in use by another node: " + directory + " is locked"
                    + ". Stop that node, or give this one another userName, hostName or stateDirectory");
        }
        return new StateDirectory(directory, lockFile);
    }

    private static boolean lock(FileChannel lockFile) throws IOException {
        try {
            @Nullable FileLock lock = lockFile.tryLock(); // released when the channel is closed
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    Path resolve(String file) {
        return directory.resolve(file);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
