/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.load;

import io.github.camelipmsg.ipmsg.Discovery;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.ipmsg.NodeProbe;
import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.node.NodeSizes;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * One bot under mixed traffic for as long as one likes: {@code Soak [DURATION [RATE]]}, as {@code PT20M 60}. On loopback, a
 * partner with routes of its own is started anew every other minute, some dozens of foreign clients come and go, and
 * somebody throws garbage. For others, who come back under their names, messages are held on the disk meanwhile. First the
 * tables of the bot that forget nothing before they are full are filled. Ends with status 1 if heap, threads, tables or
 * the file of held messages grow, if a message was run twice, if one that was held has no outcome in the end or two that
 * contradict each other, or if a silent client is said to have received something.
 */
public final class Soak {
    private static final int PORT = 24_253;
    private static final String BOT = "127.0.1.1";
    private static final int PEERS = 40;
    private static final int TO_FILL = 105_000; // the largest tables hold 100,000
    private static final int STRANGERS_TO_FILL = 33_000;
    private static final int SEALED_TO_FILL = 11_000;
    private static final int UNDER_WAY = 500;
    private static final long SLOW_MILLIS = 1_000;

    private final Duration duration;
    private final int perSecond;
    private final Path state = Files.createTempDirectory("camel-ipmsg-soak");
    private final SplittableRandom random = new SplittableRandom(1);
    private final SoakPeers.Ledger ledger = new SoakPeers.Ledger();
    private final SoakHeld held = new SoakHeld(state.resolve("bot"));
    private final SoakTable table = new SoakTable();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger lies = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentSkipListMap<>();
    private final CamelContext bot = context("bot", BOT);
    private final SoakPeers peers = new SoakPeers(new InetSocketAddress(BOT, PORT), PEERS, PORT, random.split());
    private CamelContext partner = context("partner", "127.0.1.2");
    private @Nullable AsyncProducer cachedProducer;
    private @Nullable AsyncProducer cachedHoldingProducer;

    private Soak(Duration duration, int perSecond) throws Exception {
        this.duration = duration;
        this.perSecond = perSecond;
    }

    public static void main(String[] args) throws Exception {
        Soak soak = new Soak(
                Duration.parse(args.length > 0 ? args[0] : "PT20M"), args.length > 1 ? Integer.parseInt(args[1]) : 60);
        List<String> complaints;
        try {
            soak.start();
            soak.fill();
            soak.run();
            soak.letHeldEnd();
        } finally {
            complaints = soak.end();
        }
        System.out.println(complaints.isEmpty() ? "FLAT" : "NOT GOOD: " + complaints);
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private CamelContext context(String name, String address) {
        CamelContext context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(10);
        IpmsgComponent component = context.getComponent("ipmsg", IpmsgComponent.class);
        component.getConfiguration().setPort(PORT);
        component.getConfiguration().setBindAddress(address);
        component.getConfiguration().setDiscovery(Discovery.NONE);
        component.getConfiguration().setDiscoveryAddresses("127.255.255.255:" + PORT);
        component.getConfiguration().setDiscoveryInterval(Duration.ofSeconds(20));
        component.getConfiguration().setStateDirectory(state.resolve(name).toString());
        return context;
    }

    private void start() throws Exception {
        RouteBuilder.addRoutes(bot, route -> {
            route.from("ipmsg:bot?acknowledge=ON_COMPLETION&open=ON_COMPLETION")
                    .routeId("in")
                    .process(this::work);
            route.from("ipmsg:bot?events=DELIVERIES")
                    .routeId("outcomes")
                    .process(exchange ->
                            held.ended(number(exchange), exchange.getMessage().getMandatoryBody(Delivery.class)));
        });
        bot.start();
        startPartner();
    }

    private void work(Exchange exchange) {
        String text = exchange.getMessage().getBody(String.class);
        if (Math.floorMod(text.hashCode(), 50) == 0 && failures.incrementAndGet() % 2 == 1) {
            exchange.setRollbackOnly(true); // a failure that fills no log
        } else {
            ledger.ran(text);
        }
    }

    private static long number(Exchange exchange) {
        return exchange.getMessage().getHeader(IpmsgConstants.PACKET_NUMBER, Long.class);
    }

    private void startPartner() throws Exception {
        partner = context("partner", "127.0.1.2");
        RouteBuilder.addRoutes(partner, route -> {
            route.from("ipmsg:partner?exchangePattern=InOut&events=MESSAGES,MEMBERS,DELIVERIES")
                    .setBody(route.simple("you said ${body}"));
            route.from("timer:talk?period=200")
                    .setBody(route.simple("partner ${random(1,1000000)}"))
                    .to("ipmsg:partner?to=bot&confirmationTimeout=8s");
        });
        partner.start();
    }

    /** Until every table that is kept for long is at its bound: what grows after that, leaks. */
    private void fill() throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < PEERS; i++) {
            peers.comeAndGo(0);
        }
        peers.bringRegulars();
        Semaphore room = new Semaphore(UNDER_WAY);
        Semaphore roomToHold = new Semaphore(UNDER_WAY);
        for (int i = 0; i < TO_FILL; i++) {
            room.acquire();
            send("127.0.2.1:" + PORT, "NONE", room);
            peers.write(i < SEALED_TO_FILL);
            if (i < STRANGERS_TO_FILL) {
                peers.throwGarbage();
            }
            if (i % 30 == 0 && roomToHold.tryAcquire()) { // until their file is as long as it gets
                holdForSomebody(roomToHold);
            }
            if (i % 2_000 == 0) {
                peers.comeBackOrGo();
                held.look();
            }
            while (i % 200 == 0 && sizes().arrivals() > UNDER_WAY) {
                LockSupport.parkNanos(5_000_000);
            }
        }
        System.out.println("filled in "
                + Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s: " + sizes() + ", " + held);
    }

    private void run() throws Exception {
        long begin = System.nanoTime();
        Semaphore room = new Semaphore(UNDER_WAY);
        int minute = 0;
        for (long tick = 0; System.nanoTime() - begin < duration.toNanos(); tick++) {
            peers.write(tick % 20 == 0);
            if (tick % 2 == 0) {
                peers.throwGarbage();
            }
            if (tick % 10 == 0) {
                peers.comeAndGo((int) (tick / 10));
            }
            if (tick % 30 == 15) {
                peers.comeBackOrGo();
                held.look();
            }
            if (room.tryAcquire()) {
                sendToSomebody(tick, room);
            }
            if (tick % 5 == 3 && room.tryAcquire()) {
                holdForSomebody(room);
            }
            long next = begin + (tick + 1) * 1_000_000_000L / perSecond;
            LockSupport.parkNanos(next - System.nanoTime());
            if (System.nanoTime() - begin > (minute + 1) * 60_000_000_000L) {
                minute++;
                measure();
                restartSomething(minute);
            }
        }
    }

    private void sendToSomebody(long tick, Semaphore room) throws Exception {
        if (tick % 100 == 50) {
            send("*", "RECEIVED", room);
        } else if (tick % 10 == 5) {
            send("partner", "RECEIVED", room);
        } else {
            send("nick:" + peers.someName(), tick % 7 == 0 ? "READ" : "RECEIVED", room);
        }
    }

    private void holdForSomebody(Semaphore room) throws Exception {
        String to = "nick:" + peers.someRegular();
        send(holdingProducer(), to, "to " + to + " " + "x".repeat(random.nextInt(400)), "RECEIVED", room);
    }

    private void send(String to, String confirmation, Semaphore room) throws Exception {
        send(producer(), to, "to " + to, confirmation, room);
    }

    private void send(AsyncProducer producer, String to, String text, String confirmation, Semaphore room) {
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getMessage().setBody(text);
        exchange.getMessage().setHeader(IpmsgConstants.TO, to);
        exchange.getMessage().setHeader(IpmsgConstants.CONFIRMATION, confirmation);
        asked.incrementAndGet();
        producer.process(exchange, doneSync -> {
            told.incrementAndGet();
            room.release();
            String status = exchange.getException() == null
                    ? String.valueOf(exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS))
                    : exchange.getException().getClass().getSimpleName();
            if (status.equals("HELD")) {
                held.held(number(exchange));
            }
            outcomes.computeIfAbsent(status, key -> new AtomicInteger()).incrementAndGet();
            if (to.startsWith("nick:silent") && (status.equals("RECEIVED") || status.equals("READ"))) {
                lies.incrementAndGet();
            }
        });
    }

    private AsyncProducer producer() throws Exception {
        if (cachedProducer == null) {
            cachedProducer = producer("ipmsg:bot?confirmationTimeout=8s&readTimeout=20s&resolveTimeout=100");
        }
        return cachedProducer;
    }

    private AsyncProducer holdingProducer() throws Exception {
        if (cachedHoldingProducer == null) {
            cachedHoldingProducer = producer("ipmsg:bot?confirmationTimeout=8s&resolveTimeout=100&whenOffline=HOLD"
                    + "&holdTimeout=" + SoakHeld.TIMEOUT.toMillis());
        }
        return cachedHoldingProducer;
    }

    private AsyncProducer producer(String uri) throws Exception {
        AsyncProducer producer = bot.getEndpoint(uri).createAsyncProducer();
        bot.addService(producer, true, true);
        return producer;
    }

    /** The time of the last of them is up then; nothing new comes. */
    private void letHeldEnd() throws Exception {
        long until = System.nanoTime() + SoakHeld.TIMEOUT.plusSeconds(30).toNanos();
        while ((held.open() > 0 || sizes().held() > 0) && System.nanoTime() < until) {
            LockSupport.parkNanos(100_000_000);
        }
    }

    private void restartSomething(int minute) throws Exception {
        if (minute % 2 == 0) {
            bot.getRouteController().stopRoute("in");
            bot.getRouteController().startRoute("in");
        } else {
            partner.stop();
            startPartner();
        }
    }

    private NodeSizes sizes() throws Exception {
        return NodeProbe.node(bot, "bot").sizes().toCompletableFuture().get();
    }

    private void measure() throws Exception {
        long asked = System.nanoTime();
        NodeSizes sizes = sizes();
        long lag = (System.nanoTime() - asked) / 1_000_000;
        if (lag > SLOW_MILLIS) {
            dumpThreads();
        }
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("timers", liveTimers()); // collects garbage, too
        figures.put(
                "heap KiB",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10);
        figures.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        figures.put("members", (long) sizes.members());
        figures.put("underWay", (long) sizes.sendsUnderWay());
        figures.put("held", (long) sizes.held());
        figures.put("held KiB", held.largest() >> 10);
        figures.put("outcomes", (long) sizes.outcomesKept());
        figures.put("searches", (long) sizes.searches());
        figures.put("arrivals", (long) sizes.arrivals());
        figures.put("messages", (long) sizes.messagesRemembered());
        figures.put("half accepted", (long) sizes.messagesHalfAccepted());
        figures.put("receipts", (long) sizes.receiptsHeldBack());
        figures.put("budgets", (long) sizes.addressesWithBudget());
        figures.put("notices", (long) sizes.readNotices());
        figures.put("questions", (long) sizes.questions());
        Node node = NodeProbe.node(bot, "bot");
        String remark = Arrays.stream(new Event[] {Event.RECEIVED, Event.SENT, Event.MALFORMED, Event.ANSWER_WITHHELD})
                .map(event -> event + " " + node.counters().total(event))
                .collect(Collectors.joining(", "));
        table.add(
                figures,
                "answers in " + lag + " ms, CPU " + cpuSeconds() + " s, " + remark + ", " + sizes.knownMembers()
                        + " known members, " + held + ", " + outcomes);
    }

    /** What the process has used so far: less in a minute than usual means that others have used the machine. */
    private static long cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1_000_000_000;
    }

    private static void dumpThreads() {
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (thread.getName().contains("Ipmsg") && frames.length > 0) {
                System.out.println(thread.getName() + " " + thread.getState() + " "
                        + Arrays.stream(frames).limit(12).toList());
            }
        });
    }

    /** Counts Netty's timers that are alive, on all loops; there is no other way to see them. */
    private static long liveTimers() throws Exception {
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .toString()
                .lines()
                .filter(line -> line.contains("io.netty.util.concurrent.ScheduledFutureTask"))
                .mapToLong(line -> new Scanner(line).skip("\\s*\\S+\\s+").nextLong())
                .sum();
    }

    private List<String> end() throws Exception {
        List<String> complaints = table.growing();
        partner.stop();
        bot.stop();
        peers.close();
        System.out.println("outcomes: " + outcomes + "; " + ledger.ran() + " of " + peers.messages()
                + " messages of clients were run, " + ledger.twice() + " twice; they heard " + peers.heard()
                + " datagrams, " + peers.receipts() + " receipts; " + held);
        complaints.addAll(held.complaints());
        if (ledger.twice() > 0) {
            complaints.add(ledger.twice() + " messages were run twice");
        }
        if (lies.get() > 0) {
            complaints.add(lies + " messages to silent clients are said to be received");
        }
        if (asked.get() != told.get()) {
            complaints.add(asked.get() - told.get() + " sends have no outcome, or two");
        }
        return complaints;
    }
}
