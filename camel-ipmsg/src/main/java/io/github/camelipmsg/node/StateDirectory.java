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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which one identity keeps what must outlive the process, locked for as long as it is open.
 *
 * <p>Two processes with one identity would use the same packet numbers, and peers would take the messages of one for
 * repetitions of the other's.
 */
final class StateDirectory implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    /** What every file system takes, with room to spare. */
    private static final int LONGEST_NAME = 200;

    private final Path directory;
    private final FileChannel lockFile;

    private StateDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Makes the identity's directory below {@code root} if need be, and locks it. Blocks.
     *
     * @param node its name, for the message that another node may have to give
     * @throws IOException if it cannot be written, or is locked by another node; the message says what to do
     */
    static StateDirectory open(Path root, Identity identity, String node) throws IOException {
        Path directory = root.resolve(directoryName(identity));
        Path owner = directory.resolve("owner");
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
            throw new IOException("Node '" + node + "' cannot be user '" + identity.user() + "' on host '"
                    + identity.host() + "', because " + describe(owner) + " is: it has locked " + directory
                    + ". Stop that one, or give one of them another userName, hostName or stateDirectory");
        }
        introduce(owner, node);
        return new StateDirectory(directory, lockFile);
    }

    /** Names are compared without case on the wire, so they share one directory, too. */
    private static String directoryName(Identity identity) {
        String name = (identity.user() + "@" + identity.host()).toLowerCase(Locale.ROOT);
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        return encoded.length() <= LONGEST_NAME
                ? encoded
                : encoded.substring(0, LONGEST_NAME / 2) + "-"
                        + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Only for the message that another node may have to give, so it may fail. */
    private static void introduce(Path owner, String node) {
        try {
            Files.writeString(
                    owner,
                    "node '" + node + "' of process " + ProcessHandle.current().pid());
        } catch (IOException e) {
            LOG.debug("Cannot write {}", owner, e);
        }
    }

    private static String describe(Path owner) {
        try {
            return Files.readString(owner);
        } catch (IOException e) {
            return "another node";
        }
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
