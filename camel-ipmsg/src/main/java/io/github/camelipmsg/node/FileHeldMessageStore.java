/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps held messages in one file, in which every change is written behind the last and synced: a
 * crash leaves all changes up to one of them. The file is there only while something is kept. After a failure it is
 * opened anew for the next change, so that it works again once the disk does.
 *
 * <p>What was taken out leaves holes, which MVStore uses again too late: a file of more than {@value #MOST_BYTES} bytes that
 * has grown fourfold since it was last written anew is replaced by one with nothing but what is kept. (MVStore would use
 * them at once with a retention time of 0, and may then not be able to read the file any more.)
 *
 * <p>Thread-safe; blocks.
 */
final class FileHeldMessageStore implements HeldMessageStore, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FileHeldMessageStore.class);
    private static final int CACHE_MEGABYTES = 1;
    private static final int MILLIS_TO_TIDY_UP = 50;
    private static final long MOST_BYTES = 8 << 20;
    private static final int GROWS_BY = 4;

    private final Path file;
    private final Path next;
    private @Nullable MVStore open;
    private long rewrittenFrom = MOST_BYTES; // so long it may grow
    private boolean closed;

    FileHeldMessageStore(Path file) {
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".next");
    }

    @Override
    public synchronized Map<String, byte[]> load(String owner) throws IOException {
        if (open == null && !Files.exists(file)) {
            return Map.of();
        }
        try {
            return new TreeMap<>(messages(opened()));
        } catch (IOException | RuntimeException e) {
            abandon();
            throw new IOException(
                    "Cannot read " + file + " (" + e + "): restore it from a backup, or move it away, and with it what"
                            + " was held",
                    e);
        }
    }

    @Override
    public synchronized void save(String owner, List<Change> changes) throws IOException {
        try {
            MVStore store = opened();
            MVMap<String, byte[]> messages = messages(store);
            for (Change change : changes) {
                if (change.value() == null) {
                    messages.remove(change.key());
                } else {
                    messages.put(change.key(), change.value());
                }
            }
            store.commit();
            store.sync();
            if (Files.size(file) > rewrittenFrom) {
                rewrite(new TreeMap<>(messages));
            }
        } catch (IOException | RuntimeException e) {
            abandon();
            throw new IOException(
                    "Cannot write " + file + " (" + e + "): make room there, or set stateDirectory to a writable"
                            + " directory",
                    e);
        }
    }

    private MVStore opened() throws IOException {
        if (closed) {
            throw new IOException("the node was stopped");
        }
        if (open == null) {
            if (!Files.exists(file)) {
                makeWhole(Map.of());
            }
            open = open(file);
        }
        return open;
    }

    /** A crash leaves the old file or the new one. What is in the way of it hurts no change: the old file is good. */
    private void rewrite(Map<String, byte[]> kept) throws IOException {
        abandon(); // all of it is written; Windows replaces no file that is open
        try {
            makeWhole(kept);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot make {} shorter, which is tried again when it has grown further", file, e);
        }
        rewrittenFrom = Math.max(MOST_BYTES, GROWS_BY * Files.size(file));
    }

    /** A crash must not leave half a head of a file, which could not be told from a broken one. */
    private void makeWhole(Map<String, byte[]> kept) throws IOException {
        Files.deleteIfExists(next);
        MVStore store = open(next);
        try {
            messages(store).putAll(kept);
            store.commit();
            store.sync();
        } finally {
            store.closeImmediately();
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        ReplacedFile.forceName(file);
    }

    private static MVStore open(Path path) throws IOException {
        try {
            return new MVStore.Builder()
                    .fileName(path.toString())
                    .autoCommitDisabled() // which would need a thread of its own
                    .cacheSize(CACHE_MEGABYTES)
                    .open();
        } catch (MVStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static MVMap<String, byte[]> messages(MVStore store) {
        return store.openMap(
                "held",
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** What was not committed is not kept, and an MVStore that has failed once takes nothing any more. */
    private void abandon() {
        if (open != null) {
            open.closeImmediately();
            open = null;
        }
    }

    /** Leaves no file behind in which nothing is kept: what was taken out may still be read there. */
    @Override
    public synchronized void close() throws IOException {
        closed = true; // a worker that is late must not open it again
        if (open != null) {
            MVStore closing = open;
            open = null;
            boolean empty = messages(closing).isEmpty();
            closing.close(MILLIS_TO_TIDY_UP);
            if (empty) {
                Files.deleteIfExists(file);
            }
        }
    }
}
