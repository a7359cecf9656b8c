/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.camelipmsg.transport.Datagram;
import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedNetwork network = simulation.network();

    @Test
    void carriesADatagramFromHostToHost() throws IOException {
        Recorder alice = open("10.1.0.1", null, 2425);
        RawHost bob = network.raw("10.1.0.2");

        alice.send("10.1.0.2", "hello");
        assertThat(bob.received()).isEmpty();
        simulation.advance(SOON);

        Transmission arrival = bob.take();
        assertThat(arrival.text()).isEqualTo("hello");
        assertThat(arrival.from()).isEqualTo(new InetSocketAddress("10.1.0.1", 2425));
        bob.send(arrival.from(), utf8("hello yourself"));
        simulation.advance(SOON);
        assertThat(alice.received).containsExactly("10.1.0.2:2425 hello yourself");
    }

    @Test
    void carriesWhatSomebodySendsFromAnAddressOfAnother() {
        RawHost alice = network.raw("10.1.0.1");
        RawHost bob = network.raw("10.1.0.2");

        network.forge(alice.address(), bob.address(), utf8("hello"));
        simulation.advance(SOON);

        assertThat(bob.take().from()).isEqualTo(alice.address());
        assertThat(network.tap()).isEmpty();
    }

    @Test
    void sameSeedGivesTheSameRun() throws IOException {
        List<String> first = stormySession(7);

        assertThat(stormySession(7)).isEqualTo(first);
        assertThat(stormySession(8)).isNotEqualTo(first);
    }

    @Test
    void losesTheShareItIsTold() {
        network.quality(LinkQuality.LAN.losing(0.3));
        RawHost bob = network.raw("10.1.0.2");

        sendNumbers(network.raw("10.1.0.1"), 10_000);

        assertThat(bob.received()).hasSizeBetween(6_850, 7_150);
        assertThat(network.traffic().sent()).isEqualTo(10_000);
        assertThat(network.traffic().lost()).isEqualTo(10_000 - bob.received().size());
    }

    @Test
    void doublesTheShareItIsTold() {
        network.quality(LinkQuality.LAN.doubling(0.5));
        RawHost bob = network.raw("10.1.0.2");

        sendNumbers(network.raw("10.1.0.1"), 1_000);

        assertThat(bob.received()).hasSizeBetween(1_400, 1_600);
        assertThat(network.traffic().duplicated()).isEqualTo(bob.received().size() - 1_000);
    }

    @Test
    void keepsTheOrderOfALinkUnlessToldOtherwise() {
        RawHost alice = network.raw("10.1.0.1");
        RawHost bob = network.raw("10.1.0.2");
        sendNumbers(alice, 1_000);
        assertThat(bob.received()).extracting(Transmission::text).containsExactlyElementsOf(numbers(1_000));

        network.quality(LinkQuality.LAN.reordering(0.2));
        RawHost carol = network.raw("10.1.0.3");
        IntStream.range(0, 1_000).forEach(i -> alice.send("10.1.0.3", utf8("" + i)));
        simulation.advance(Duration.ofSeconds(1));
        List<String> arrived = carol.received().stream().map(Transmission::text).toList();
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(numbers(1_000)).isNotEqualTo(numbers(1_000));
    }

    @Test
    void delaysWithinItsRange() {
        network.quality(LinkQuality.LAN.delaying(Duration.ofMillis(20), Duration.ofMillis(40)));
        RawHost bob = network.raw("10.1.0.2");
        network.raw("10.1.0.1").send("10.1.0.2", utf8("slow"));

        Duration taken = simulation.runUntil(() -> bob.waiting() > 0, Duration.ofSeconds(1));

        assertThat(taken).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
    }

    @Test
    void impairsOneDirectionOfOneLinkAlone() {
        RawHost alice = network.raw("10.1.0.1");
        RawHost bob = network.raw("10.1.0.2");
        network.quality("10.1.0.1", "10.1.0.2", LinkQuality.LAN.losing(1));

        alice.send("10.1.0.2", utf8("lost"));
        bob.send("10.1.0.1", utf8("arrives"));
        simulation.advance(SOON);

        assertThat(bob.received()).isEmpty();
        assertThat(alice.take().text()).isEqualTo("arrives");
    }

    @Test
    void losesExactlyWhatAFilterNames() {
        RawHost bob = network.raw("10.1.0.2");
        network.loseIf(transmission -> transmission.text().equals("1"));

        sendNumbers(network.raw("10.1.0.1"), 3);

        assertThat(bob.received()).extracting(Transmission::text).containsExactly("0", "2");
    }

    @Test
    void partitionCutsAHostAndWhatIsUnderWay() {
        RawHost alice = network.raw("10.1.0.1");
        RawHost bob = network.raw("10.1.0.2");
        alice.send("10.1.0.2", utf8("under way"));
        network.partition("10.1.0.2");
        bob.send("10.1.0.1", utf8("not out"));
        bob.send("10.1.0.2", utf8("to itself"));
        simulation.advance(SOON);
        assertThat(alice.received()).isEmpty();
        assertThat(bob.take().text()).isEqualTo("to itself");
        assertThat(bob.waiting()).isZero();

        network.heal("10.1.0.2");
        alice.send("10.1.0.2", utf8("again"));
        simulation.advance(SOON);
        assertThat(bob.take().text()).isEqualTo("again");
    }

    @Test
    void broadcastReachesThePortOnAllHostsOfTheNetworkAndTheSender() throws IOException {
        Recorder everywhere = open("10.1.0.1", null, 2425);
        Recorder bound = open("10.1.0.2", "10.1.0.2", 2425);
        Recorder otherPort = open("10.1.0.3", null, 2426);
        Recorder elsewhere = open("10.2.0.1", null, 2425);
        RawHost script = network.raw("10.1.0.9");

        for (String destination : List.of("10.1.0.255", "255.255.255.255")) {
            script.send(destination, utf8(destination));
        }
        everywhere.send("10.1.0.255", "mine");
        simulation.advance(SOON);

        assertThat(everywhere.received)
                .containsExactlyInAnyOrder(
                        "10.1.0.9:2425 10.1.0.255", "10.1.0.9:2425 255.255.255.255", "10.1.0.1:2425 mine");
        assertThat(bound.received).hasSize(3);
        assertThat(script.received()).hasSize(3);
        assertThat(otherPort.received).isEmpty();
        assertThat(elsewhere.received).isEmpty();
    }

    @Test
    void hostWithTwoNetworksSpeaksFromTheNearAddress() throws IOException {
        SimulatedHost router = network.host("10.1.0.1", "10.2.0.1/16");
        Recorder node = new Recorder(router.open("node", null, 2425));
        RawHost left = network.raw("10.1.0.9");
        RawHost right = network.raw("10.2.0.9");

        node.send("10.1.0.9", "x");
        node.send("10.2.0.9", "x");
        node.send("10.2.255.255", "all on the right");
        simulation.advance(SOON);

        assertThat(left.take().from()).isEqualTo(new InetSocketAddress("10.1.0.1", 2425));
        assertThat(right.take().from()).isEqualTo(new InetSocketAddress("10.2.0.1", 2425));
        assertThat(right.take().text()).isEqualTo("all on the right");
        assertThat(left.waiting()).isZero();
        assertThat(node.transport.networks())
                .extracting(LocalNetwork::broadcast)
                .map(broadcast -> broadcast.map(Object::toString).orElse("none"))
                .containsExactly("none", "/10.1.0.255", "/10.2.255.255");
    }

    @Test
    void portsConflictAsOnARealHost() throws IOException {
        SimulatedHost host = network.host("10.1.0.1", "10.1.0.2");
        host.open("one", Addresses.of("10.1.0.1"), 2425);
        host.open("other address", Addresses.of("10.1.0.2"), 2425);
        host.open("other port", null, 2426);
        host.takeByTcp(2427);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> host.open("all", null, 2425))
                .withMessageContaining("UDP *:2425");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> host.open("tcp", Addresses.of("10.1.0.1"), 2427))
                .withMessageContaining("TCP 10.1.0.1:2427");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> host.open("foreign", Addresses.of("10.1.0.3"), 2425))
                .withMessageContaining("10.1.0.3");
        int free = host.open("any", null, 0).localAddress().getPort();
        assertThat(free).isNotIn(0, 2425, 2426, 2427);
    }

    @Test
    void closedTransportFreesThePortAndHearsNothing() throws IOException {
        Recorder alice = open("10.1.0.1", null, 2425);
        RawHost bob = network.raw("10.1.0.2");
        alice.send("10.1.0.2", "farewell");
        var closed = alice.transport.close();
        assertThat(network.openTransports()).isEqualTo(1);

        simulation.await(closed, SOON);
        simulation.await(alice.transport.close(), SOON);
        bob.send("10.1.0.1", utf8("too late"));
        alice.send("10.1.0.2", "too late");
        simulation.advance(SOON);

        assertThat(bob.take().text()).isEqualTo("farewell");
        assertThat(bob.waiting()).isZero();
        assertThat(alice.received).isEmpty();
        assertThat(network.openTransports()).isZero();
        assertThat(network.traffic().unclaimed()).isEqualTo(1);
        open("10.1.0.1", null, 2425);
    }

    @Test
    void tellsOnTheLoopWhatCannotBeSent() throws IOException {
        Recorder alice = open("10.1.0.1", null, 2425);
        network.refuse("10.1.0.66");

        alice.send("10.1.0.66", "x");
        alice.send("10.1.0.2", "x".repeat(65_508));
        assertThat(alice.failures).isEmpty();
        simulation.settle();

        assertThat(alice.failures).containsExactly("No route to host", "Message too long");
    }

    @Test
    void receiverThatThrowsHearsOfIt() throws IOException {
        Transport transport = network.host("10.1.0.1").open("node", null, 2425);
        List<Throwable> failures = new ArrayList<>();
        transport.start(new Transport.Receiver() {
            @Override
            public void received(Datagram datagram) {
                throw new IllegalStateException("boom");
            }

            @Override
            public void failed(Throwable cause) {
                failures.add(cause);
            }
        });

        network.raw("10.1.0.9").send("10.1.0.1", utf8("x"));
        simulation.advance(SOON);

        assertThat(failures)
                .singleElement()
                .satisfies(cause -> assertThat(cause).hasMessage("boom"));
    }

    @Test
    void newAddressIsSeenAfterTheNextRescan() throws IOException {
        SimulatedHost laptop = network.host("10.1.0.1");
        Recorder node = new Recorder(laptop.open("node", null, 2425));
        RawHost bob = network.raw("10.1.0.2");

        laptop.readdress("10.1.0.77");
        assertThat(node.addresses()).containsExactly("127.0.0.1", "10.1.0.1");
        node.transport.rescan();
        assertThat(node.addresses()).containsExactly("127.0.0.1", "10.1.0.77");

        node.send("10.1.0.2", "x");
        bob.send("10.1.0.1", utf8("to the old address"));
        bob.send("10.1.0.77", utf8("to the new one"));
        simulation.advance(SOON);
        assertThat(bob.take().from()).isEqualTo(new InetSocketAddress("10.1.0.77", 2425));
        assertThat(node.received).containsExactly("10.1.0.2:2425 to the new one");
    }

    private static List<String> stormySession(long seed) throws IOException {
        Simulation simulation = Simulation.withSeed(seed);
        simulation.network().quality(LinkQuality.POOR);
        for (int i = 1; i <= 5; i++) {
            RawHost host = simulation.network().raw("10.1.0." + i);
            host.onArrival(arrival -> {
                if (arrival.bytes().length < 8) {
                    simulation.workers().execute(() -> host.send(arrival.from(), utf8(arrival.text() + ".")));
                }
            });
        }
        simulation.network().raw("10.1.0.9").broadcast(utf8("go"));
        simulation.advance(Duration.ofSeconds(10));
        return simulation.network().tap().stream().map(Object::toString).toList();
    }

    private void sendNumbers(RawHost from, int count) {
        numbers(count).forEach(number -> from.send("10.1.0.2", utf8(number)));
        simulation.advance(Duration.ofSeconds(1));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private Recorder open(String host, String bindAddress, int port) throws IOException {
        return new Recorder(
                network.host(host).open(host, bindAddress == null ? null : Addresses.of(bindAddress), port));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A started transport and what it was told. */
    private static final class Recorder implements Transport.Receiver {
        final List<String> received = new ArrayList<>();
        final List<String> failures = new ArrayList<>();
        final Transport transport;

        Recorder(Transport transport) {
            this.transport = transport;
            transport.start(this);
        }

        void send(String host, String text) {
            transport.send(new Datagram(Addresses.socket(host), utf8(text)), refusal -> {
                if (refusal != null) {
                    failed(refusal);
                }
            });
        }

        List<String> addresses() {
            return transport.networks().stream()
                    .map(each -> each.address().getHostAddress())
                    .toList();
        }

        @Override
        public void received(Datagram datagram) {
            assertThat(transport.loop().inEventLoop()).isTrue();
            received.add(datagram.remote().getAddress().getHostAddress() + ":"
                    + datagram.remote().getPort() + " " + new String(datagram.bytes(), StandardCharsets.UTF_8));
        }

        @Override
        public void failed(Throwable cause) {
            assertThat(transport.loop().inEventLoop()).isTrue();
            failures.add(String.valueOf(cause.getMessage()));
        }
    }
}
