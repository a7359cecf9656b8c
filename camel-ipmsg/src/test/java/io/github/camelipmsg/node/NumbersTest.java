/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NumberStore.Reservation;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.simulation.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the tests of packet numbers share: a disk that outlives processes, and whoever takes numbers. */
abstract class NumbersTest {
    static final int BLOCK = PacketNumbers.BLOCK;

    final Simulation simulation = Simulation.withSeed(1);
    final SimulatedWorkers workers = simulation.workers();
    final SimulatedLoop loop = simulation.newLoop("numbers");
    final Disk disk = new Disk();
    final List<Long> taken = new ArrayList<>();
    final List<Exception> refused = new ArrayList<>();

    /** What would survive a crash. */
    static final class Disk implements NumberStore {
        Reservation content = Reservation.NONE;
        int writes;
        boolean full;
        boolean throwsErrors;
        boolean diesAfterWriting;

        @Override
        public Reservation reserved() {
            return content;
        }

        @Override
        public void reserve(Reservation reservation) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            if (throwsErrors) {
                throw new LinkageError("no such method");
            }
            writes++;
            content = reservation;
            if (diesAfterWriting) {
                throw new IOException("nobody hears of it");
            }
        }
    }

    long now() {
        return simulation.clock().instant().getEpochSecond();
    }

    PacketNumbers openAt(long lastPosition) throws IOException {
        disk.content = new Reservation(lastPosition, simulation.clock().instant());
        return open();
    }

    PacketNumbers open() throws IOException {
        return PacketNumbers.open(disk, simulation.clock(), loop, workers);
    }

    void take(PacketNumbers numbers, int howMany) {
        loop.execute(() -> {
            for (int i = 0; i < howMany; i++) {
                numbers.take(taken::add, refused::add);
            }
        });
        simulation.advance(Duration.ofMillis(20));
    }
}
