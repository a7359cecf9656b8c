/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Each alert in a file of its own, which is replaced as a whole: neither a restart nor a power cut loses one. Only one
 * gateway at a time has the directory, until it is stopped.
 */
final class AlertStore extends ServiceSupport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final FileChannel claim;

    AlertStore(Path directory) throws IOException {
        this.directory = make(directory.toAbsolutePath());
        this.claim = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (claim.tryLock() == null) {
            claim.close();
            throw new IllegalStateException("Another gateway has its alerts in " + directory.toAbsolutePath()
                    + "; give this one a directory of its own by property state");
        }
    }

    /** Oldest first. What cannot be read stops the start: it may be an alert that nobody knows of yet. */
    List<Alert> all() throws IOException {
        List<Alert> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                all.add(read(file));
            }
        }
        all.sort(Comparator.comparingLong(Alert::id));
        return all;
    }

    private static Alert read(Path file) throws IOException {
        try {
            return JSON.readValue(file.toFile(), Alert.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is no alert; look at it, and move it away: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns when it would survive a power cut. */
    void put(Alert alert) throws IOException {
        if (!claim.isOpen()) {
            throw new ClosedChannelException(); // the directory may be another gateway's by now
        }
        Path next = directory.resolve("next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(JSON.writeValueAsBytes(alert));
            while (left.hasRemaining()) {
                out.write(left);
            }
            out.force(true);
        }
        Files.move(next, file(alert.id()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceNames(directory);
    }

    void remove(long id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    private Path file(long id) {
        return directory.resolve(id + ".json");
    }

    /** The directory and what it lies in, which outlive a power cut, too. */
    private static Path make(Path directory) throws IOException {
        List<Path> changed = new ArrayList<>();
        @Nullable Path each = directory;
        while (each != null && Files.notExists(each)) {
            each = each.getParent();
            if (each != null) {
                changed.add(each);
            }
        }
        Files.createDirectories(directory);
        for (Path parent : changed) {
            forceNames(parent);
        }
        return directory;
    }

    /** Windows cannot, and need not. */
    private static void forceNames(Path directory) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        claim.close();
    }
}
