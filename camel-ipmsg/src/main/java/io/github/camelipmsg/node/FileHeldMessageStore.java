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

/**
 * Keeps held messages in one file, in which every change is written behind the last and synced: a
 * crash leaves all changes up to one of them. The file is there only while something is kept. After a failure it is
 * opened anew for the next change, so that it works again once the disk does.
 *
 * <p>Thread-safe; blocks.
 */
final class FileHeldMessageStore implements HeldMessageStore, Closeable {
    private static final int CACHE_MEGABYTES = 1;
    private static final int MILLIS_TO_TIDY_UP = 50;

    private final Path file;
    private final Path next;
    private @Nullable MVStore open;
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
                makeWhole();
            }
            open = open(file);
        }
        return open;
    }

    /** A crash must not leave half a head of a file, which could not be told from a broken one. */
    private void makeWhole() throws IOException {
        Files.deleteIfExists(next);
        MVStore store = open(next);
        try {
            messages(store);
            store.commit();
            store.sync();
        } finally {
            store.closeImmediately();
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
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
