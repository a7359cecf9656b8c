/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.transport.Datagram;
import io.github.camelipmsg.transport.Transport;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How each {@link PlantedFault} is made. Leading zeros hide from a node that it knows a number already. */
final class Faults {
    private static final int MOST_ZEROS = 8;

    private Faults() {}

    private static Datagram hidden(Datagram datagram, Wire packet, int times) {
        return new Datagram(
                datagram.remote(),
                FaultyTransport.renumbered(packet, "0".repeat(times % (MOST_ZEROS + 1)) + packet.digits()));
    }

    /** Each copy is a new message to it. */
    static final class NoDuplicateCheck extends FaultyTransport {
        private final Map<String, Integer> copies = new HashMap<>();

        NoDuplicateCheck(Transport network) {
            super(network);
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            if (packet.mode() != Wire.SENDMSG) {
                return datagram;
            }
            int before = copies.merge(packet.sender() + packet.digits() + packet.main(), 1, Integer::sum) - 1;
            return hidden(datagram, packet, before);
        }
    }

    /** Whoever sends it, a receipt counts for the message of its number. */
    static final class ReceiptsByNumber extends FaultyTransport {
        private final Map<Long, InetSocketAddress> recipients = new HashMap<>();

        ReceiptsByNumber(Transport network) {
            super(network);
        }

        @Override
        Datagram going(Datagram datagram, Wire packet) {
            if (packet.mode() == Wire.SENDMSG) {
                recipients.put(packet.number(), datagram.remote());
            }
            return datagram;
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            boolean isReceipt = packet.mode() == Wire.RECVMSG || packet.mode() == Wire.READMSG;
            InetSocketAddress from = isReceipt ? recipients.get(packet.reference()) : null;
            return from == null ? datagram : new Datagram(from, datagram.bytes());
        }
    }

    /** Whatever it says, a message of a known number is that one again. */
    static final class DuplicatesByNumber extends FaultyTransport {
        private final Map<String, byte[]> first = new HashMap<>();

        DuplicatesByNumber(Transport network) {
            super(network);
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            if (packet.mode() != Wire.SENDMSG) {
                return datagram;
            }
            byte[] before = first.putIfAbsent(packet.sender() + " " + packet.digits(), datagram.bytes());
            return before == null ? datagram : new Datagram(datagram.remote(), before);
        }
    }

    /** What is repeated gets the next number, as any message does. */
    static final class NewNumberOnRetry extends FaultyTransport {
        private final Set<String> sent = new HashSet<>();
        private long next = 2_000_000_000;

        NewNumberOnRetry(Transport network) {
            super(network);
        }

        @Override
        Datagram going(Datagram datagram, Wire packet) {
            if (packet.mode() != Wire.SENDMSG || sent.add(datagram.remote() + packet.main())) {
                return datagram;
            }
            return new Datagram(datagram.remote(), renumbered(packet, Long.toString(next++)));
        }
    }

    /** It confirms what it has only just heard. */
    static final class ReceiptAtOnce extends FaultyTransport {
        private String name = "";
        private String host = "";
        private long next = 2_000_000_000;

        ReceiptAtOnce(Transport network) {
            super(network);
        }

        @Override
        Datagram going(Datagram datagram, Wire packet) {
            name = packet.user();
            host = packet.host();
            return datagram;
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            if (packet.mode() == Wire.SENDMSG && packet.has(Wire.SENDCHECKOPT)) {
                byte[] receipt = Wire.write("1", next++ + "", name, host, Wire.RECVMSG, packet.digits());
                send(new Datagram(datagram.remote(), receipt), refusal -> {});
            }
            return datagram;
        }
    }

    /** It takes an entry for the start of a client whose numbers begin anew. */
    static final class EntryClearsMemory extends FaultyTransport {
        private final Map<String, Integer> entries = new HashMap<>();

        EntryClearsMemory(Transport network) {
            super(network);
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            if (packet.isEntry()) {
                entries.merge(packet.sender(), 1, Integer::sum);
            }
            return packet.mode() == Wire.SENDMSG
                    ? hidden(datagram, packet, entries.getOrDefault(packet.sender(), 0))
                    : datagram;
        }
    }

    /** What was held before a restart is sent as any new message is. */
    static final class HeldUnderANewNumber extends FaultyTransport {
        private static final long FURTHER = 200_000_000;

        private final Map<Long, Long> renumbered = new HashMap<>();
        private long first; // of this life
        private long next;

        HeldUnderANewNumber(Transport network) {
            super(network);
        }

        @Override
        Datagram going(Datagram datagram, Wire packet) {
            if (first == 0) {
                first = packet.number();
                next = first + FURTHER;
            }
            if (packet.mode() != Wire.SENDMSG || packet.number() >= first) {
                return datagram;
            }
            long number = renumbered.computeIfAbsent(packet.number(), old -> next++);
            return new Datagram(datagram.remote(), renumbered(packet, Long.toString(number)));
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            return renumbered.entrySet().stream()
                    .filter(each -> packet.mode() == Wire.RECVMSG && each.getValue() == packet.reference())
                    .findFirst()
                    .map(each -> new Datagram(datagram.remote(), receipt(packet, each.getKey())))
                    .orElse(datagram);
        }

        private static byte[] receipt(Wire packet, long number) {
            return Wire.write(
                    packet.version(),
                    packet.digits(),
                    packet.user(),
                    packet.host(),
                    packet.mode() | packet.options(),
                    Long.toString(number));
        }
    }

    /** Whoever enters gets what is held, with all its repetitions, without having shown anything. */
    static final class HeldWithoutBudget extends FaultyTransport {
        private static final int MORE_THAN_IS_REPEATED = 32;

        HeldWithoutBudget(Transport network) {
            super(network);
        }

        @Override
        int worth(Wire packet) {
            return packet.isEntry() ? MORE_THAN_IS_REPEATED : 1;
        }
    }

    /** Whoever is looked for with TCP is taken to be there. */
    static final class HandshakeTakenForGranted extends FaultyTransport {
        HandshakeTakenForGranted(Transport network) {
            super(network);
        }

        @Override
        public CompletionStage<Boolean> reaches(InetSocketAddress address) {
            return CompletableFuture.completedFuture(true);
        }
    }

    /** What a program has sent, or somebody to everybody, it confirms as a message to itself, if it is sealed. */
    static final class AnswersWhatIsForNobody extends FaultyTransport {
        AnswersWhatIsForNobody(Transport network) {
            super(network);
        }

        @Override
        Datagram coming(Datagram datagram, Wire packet) {
            if (packet.mode() != Wire.SENDMSG
                    || !(packet.has(Wire.AUTORETOPT) || packet.has(Wire.BROADCASTOPT))
                    || !packet.has(Wire.SECRETOPT)) {
                return datagram;
            }
            long options = (packet.options() & ~Wire.AUTORETOPT & ~Wire.BROADCASTOPT) | Wire.SENDCHECKOPT;
            return new Datagram(
                    datagram.remote(),
                    Wire.write(
                            packet.version(),
                            packet.digits(),
                            packet.user(),
                            packet.host(),
                            packet.mode() | options,
                            packet.body()));
        }
    }

    /** What is told to be held is not on the disk. */
    static final class HeldInMemoryAlone implements HeldMessageStore {
        @Override
        public Map<String, byte[]> load(String owner) {
            return Map.of();
        }

        @Override
        public void save(String owner, List<Change> changes) {}
    }

    /** What was held is taken out when it is read after a restart, and not when it has its outcome. */
    static final class HeldTakenOutWhenRead implements HeldMessageStore {
        private final HeldMessageStore disk;

        HeldTakenOutWhenRead(HeldMessageStore disk) {
            this.disk = disk;
        }

        @Override
        public Map<String, byte[]> load(String owner) throws Exception {
            Map<String, byte[]> held = disk.load(owner);
            disk.save(
                    owner,
                    held.keySet().stream().map(key -> new Change(key, null)).toList());
            return held;
        }

        @Override
        public void save(String owner, List<Change> changes) throws Exception {
            disk.save(owner, changes);
        }
    }
}
