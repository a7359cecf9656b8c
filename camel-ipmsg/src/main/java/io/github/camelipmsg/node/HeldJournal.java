/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.HeldMessageStore.Change;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is held to its store: on one worker at a time, in order, as many changes at once as wait. What could not be
 * taken out is taken out later: with the next change, or after a minute.
 *
 * <p>Confined to the loop, except {@link #load}. Bounded by what {@link WaitingRoom} holds; of what could not be taken out
 * the oldest beyond {@value #MAX_LEFT_OVER} is given up.
 */
final class HeldJournal {
    static final Duration TRIES_AGAIN_AFTER = Duration.ofMinutes(1);
    private static final int MOST_AT_ONCE = 256;
    private static final int MAX_LEFT_OVER = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(HeldJournal.class);

    private final HeldMessageStore store;
    private final Envelope envelope;
    private final String owner;
    private final EventExecutor loop;
    private final LoopDoor door;
    private final Executor workers;
    private final Timers timers;
    private final Occasionally failures;
    private final Map<String, Write> waiting = new LinkedHashMap<>(); // by key: the last that is wanted of it
    /** Keys of what is not held any more, and may still be kept: it would be sent once more after a restart. */
    private final Set<String> leftOver = Collections.newSetFromMap(BoundedMap.byAge(MAX_LEFT_OVER));

    private boolean writing;
    private boolean triesLater;
    private @Nullable Exception unread; // why it is not known what is kept there
    private @Nullable Runnable drained;

    /** @param message null to take it out */
    private record Write(String key, @Nullable HeldMessage message, Consumer<@Nullable Exception> done) {}

    private interface Task {
        void run() throws Exception;
    }

    private record Written(Write write, @Nullable Exception failure) {}

    HeldJournal(
            HeldMessageStore store,
            Envelope envelope,
            String owner,
            EventExecutor loop,
            LoopDoor door,
            NodeEnvironment environment) {
        this.store = store;
        this.envelope = envelope;
        this.owner = owner;
        this.loop = loop;
        this.door = door;
        this.workers = environment.workers();
        this.timers = new Timers(loop);
        this.failures = new Occasionally(environment.steadyClock());
    }

    /** What was held when the node last stopped. Blocks. What cannot be understood is passed over, and stays kept. */
    List<HeldMessage> load() throws Exception {
        List<HeldMessage> held = new ArrayList<>();
        for (Map.Entry<String, byte[]> kept : store.load(owner).entrySet()) {
            try {
                held.add(HeldMessageFormat.read(envelope.openKept(kept.getValue())));
            } catch (IOException e) {
                LOG.error("Cannot send held message {}, because it cannot be read: {}", kept.getKey(), e.getMessage());
            }
        }
        return held;
    }

    /**
     * It could not be read when the node was opened: holds nothing until it can, and tries again.
     *
     * @param later takes what is read then
     */
    void unreadable(Exception cause, Consumer<List<HeldMessage>> later) {
        assert loop.inEventLoop();
        unread = cause;
        LOG.error("No messages are held, and none that were held are sent, until this is mended: {}", reason(cause));
        timers.after(TRIES_AGAIN_AFTER, () -> onWorker(() -> readAgain(later), e -> unreadable(e, later)));
    }

    /** @param done told on the loop, with what went wrong, or null if it would survive a crash now */
    void put(HeldMessage message, Consumer<@Nullable Exception> done) {
        assert loop.inEventLoop();
        if (unread != null) {
            done.accept(unread);
        } else {
            leftOver.remove(message.key());
            add(new Write(message.key(), message, done));
        }
    }

    /**
     * It is not held any more, and that it is has not been told to the store, if possible: one that does not answer must not
     * be left with ever more to do.
     *
     * @return false if the store is being told, or was
     */
    boolean withdraw(String key) {
        assert loop.inEventLoop();
        @Nullable Write write = waiting.get(key);
        return write != null && write.message() != null && waiting.remove(key, write);
    }

    /** It is not held any more. */
    void remove(String key) {
        assert loop.inEventLoop();
        add(new Write(key, null, failure -> {}));
    }

    /** @param drained is run once all changes are made, or have failed */
    void shutdown(Runnable drained) {
        assert loop.inEventLoop();
        this.drained = drained;
        tellIfDrained();
    }

    static String reason(Exception failure) {
        @Nullable String message = failure.getMessage();
        return failure instanceof IOException && message != null ? message : failure.toString();
    }

    private void readAgain(Consumer<List<HeldMessage>> later) throws Exception {
        List<HeldMessage> held = load();
        door.run(() -> {
            unread = null;
            LOG.info("Held messages can be read again");
            later.accept(held);
        });
    }

    private void add(Write write) {
        waiting.remove(write.key());
        waiting.put(write.key(), write);
        writeNext();
    }

    private void writeNext() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        List<Write> batch = new ArrayList<>();
        leftOver.forEach(key -> batch.add(new Write(key, null, failure -> {})));
        Iterator<Write> oldest = waiting.values().iterator();
        for (int taken = 0; oldest.hasNext() && taken < MOST_AT_ONCE; taken++) {
            batch.add(oldest.next());
            oldest.remove();
        }
        writing = true;
        onWorker(
                () -> write(batch),
                e -> written(batch.stream().map(each -> new Written(each, e)).toList()));
    }

    private void onWorker(Task task, Consumer<Exception> refused) {
        try {
            workers.execute(() -> {
                try {
                    task.run();
                } catch (Throwable e) { // whatever it is, somebody waits
                    door.run(() -> refused.accept(exception(e)));
                }
            });
        } catch (RejectedExecutionException e) {
            refused.accept(e);
        }
    }

    /**
     * On a worker. If all changes together fail, those that take something out are tried by themselves, and each of the others:
     * one may be to blame.
     */
    private void write(List<Write> batch) {
        List<Written> results = new ArrayList<>();
        @Nullable Exception failure = save(batch);
        if (failure == null || batch.size() == 1) {
            batch.forEach(each -> results.add(new Written(each, failure)));
        } else {
            List<Write> removals =
                    batch.stream().filter(each -> each.message() == null).toList();
            @Nullable Exception inTheWay = removals.isEmpty() ? null : save(removals);
            removals.forEach(each -> results.add(new Written(each, inTheWay)));
            batch.stream()
                    .filter(each -> each.message() != null)
                    .forEach(each -> results.add(new Written(each, save(List.of(each)))));
        }
        door.run(() -> written(results));
    }

    private @Nullable Exception save(List<Write> writes) {
        try {
            List<Change> changes = new ArrayList<>();
            for (Write write : writes) {
                changes.add(new Change(write.key(), write.message() == null ? null : kept(write.message())));
            }
            store.save(owner, changes);
            return null;
        } catch (Throwable e) { // a user's store may lack a class, for one
            return exception(e);
        }
    }

    private static Exception exception(Throwable failure) {
        return failure instanceof Exception exception
                ? exception
                : new IllegalStateException(failure.toString(), failure);
    }

    private byte[] kept(HeldMessage message) throws IOException {
        return envelope.sealKept(HeldMessageFormat.write(message))
                .orElseThrow(
                        () -> new IOException("it would be kept as plain text, which encryption=REQUIRED forbids"));
    }

    private void written(List<Written> results) {
        writing = false;
        for (Written each : results) {
            @Nullable Exception failure = each.failure();
            String key = each.write().key();
            if (failure == null) {
                leftOver.remove(key);
            } else {
                failures.run(() -> LOG.error("Trouble with held messages: {}", reason(failure)));
            }
            if (failure != null && each.write().message() == null) {
                leftOver.add(key);
            }
        }
        if (!leftOver.isEmpty() && !triesLater) {
            triesLater = true;
            timers.after(TRIES_AGAIN_AFTER, this::removeLeftOver);
        }
        results.forEach(each -> each.write().done().accept(each.failure()));
        writeNext();
        tellIfDrained();
    }

    private void removeLeftOver() {
        triesLater = false;
        if (!leftOver.isEmpty()) {
            List<String> keys = List.copyOf(leftOver);
            leftOver.clear();
            keys.forEach(this::remove);
        }
    }

    private void tellIfDrained() {
        if (drained != null && !writing && waiting.isEmpty()) {
            Runnable tell = drained;
            drained = null;
            tell.run();
        }
    }
}
