/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.received;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a message is confirmed to its sender, when it is not, and what is run. */
class ReceiptTest {
    private static final int CONFIRMED = RawPeer.SENDMSG | RawPeer.SENDCHECKOPT;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void confirmsAMessageByItsNumber() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        int number = taro.message(address(context, "bot"), "x");

        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo(Integer.toString(number));
    }

    @Test
    void confirmsOnlyWhatAsksForIt() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        taro.packet(bot, 1, RawPeer.SENDMSG, "no receipt wanted");
        taro.packet(bot, 2, CONFIRMED | 0x400, "to everybody");
        taro.packet(bot, 3, CONFIRMED | 0x2000, "automatic");
        taro.packet(bot, 4, CONFIRMED, "confirm this");

        received(context, "bot", 4);
        taro.await(RawPeer.RECVMSG);
        assertThat(taro.receipts()).containsExactly("4");
    }

    @Test
    void confirmsARepetitionAgainAndRunsItOnce() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        for (int i = 0; i < 3; i++) {
            taro.packet(bot, 77, CONFIRMED, "once");
            taro.await(RawPeer.RECVMSG);
        }
        taro.packet(bot, 77, CONFIRMED, "another text is another message");
        taro.await(RawPeer.RECVMSG);

        assertThat(taro.receipts()).containsExactly("77", "77", "77", "77");
        assertThat(bodies(context, "bot", 2)).containsExactly("once", "another text is another message");
    }

    /** However quick its route is to fail: its thread may be faster than the one that confirms. */
    @Test
    void confirmsAMessageWhoseRouteHasFailedByThen() throws Exception {
        CamelContext context = contexts.create();
        AtomicInteger pools = new AtomicInteger();
        context.start();
        context.getExecutorServiceManager().setThreadPoolFactory(new DefaultThreadPoolFactory() {
            @Override
            public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
                return pools.incrementAndGet() <= 2 // of the node
                        ? super.newThreadPool(profile, threads)
                        : new AtOnce();
            }
        });
        AtomicInteger runs = new AtomicInteger();
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot")
                        .process(exchange -> runs.incrementAndGet())
                        .throwException(new IllegalStateException("as the test wants")));
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");

        for (int copy = 0; copy < 2; copy++) {
            taro.packet(bot, 77, CONFIRMED, "once");
            assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("77");
        }

        assertThat(runs).hasValue(1);
    }

    /** Runs what it gets before it returns. */
    private static final class AtOnce extends ThreadPoolExecutor {
        AtOnce() {
            super(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    @Test
    void confirmsBeforeTheRouteHasEnded() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CamelContext context = contexts.start(
                route -> route.from("ipmsg:bot").process(exchange -> await(end)).to("mock:bot"));
        RawPeer taro = contexts.peer("taro");
        taro.message(address(context, "bot"), "x");

        taro.await(RawPeer.RECVMSG);
        assertThat(received(context, "bot", 0)).isEmpty();
        end.countDown();
        received(context, "bot", 1);
    }

    @Test
    void confirmsWhatFailsInTheRouteAndHandsTheFailureToTheErrorHandler() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.errorHandler(route.deadLetterChannel("mock:dead"));
            route.from("ipmsg:bot").throwException(new IllegalStateException("planned"));
        });
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        taro.packet(bot, 5, CONFIRMED, "x");
        taro.await(RawPeer.RECVMSG);
        taro.packet(bot, 5, CONFIRMED, "x");
        taro.await(RawPeer.RECVMSG);

        Exchange dead = received(context, "dead", 1).get(0);
        assertThat(dead.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)).hasMessage("planned");
    }

    @Test
    void handsWhatNobodyHandledToTheExceptionHandlerOfTheConsumer() throws Exception {
        List<Throwable> handled = new ArrayList<>();
        CamelContext context = contexts.create();
        context.getRegistry().bind("remember", new ExceptionHandler() {
            @Override
            public void handleException(Throwable exception) {
                handleException("", null, exception);
            }

            @Override
            public void handleException(String message, Throwable exception) {
                handleException(message, null, exception);
            }

            @Override
            public synchronized void handleException(String message, Exchange exchange, Throwable exception) {
                handled.add(exception);
            }
        });
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot?exceptionHandler=#remember")
                        .throwException(new IllegalStateException("planned")));
        context.start();
        RawPeer taro = contexts.peer("taro");
        taro.message(address(context, "bot"), "x");

        taro.await(RawPeer.RECVMSG);
        soon().until(() -> !handled.isEmpty());
        assertThat(handled).singleElement().extracting(Throwable::getMessage).isEqualTo("planned");
    }

    @Test
    void bridgesFailuresToTheErrorHandlerOfTheRoute() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.onException(IllegalStateException.class).handled(true).to("mock:failed");
            route.from("ipmsg:bot?bridgeErrorHandler=true").throwException(new IllegalStateException("planned"));
        });
        RawPeer taro = contexts.peer("taro");
        taro.message(address(context, "bot"), "x");

        taro.await(RawPeer.RECVMSG);
        assertThat(bodies(context, "failed", 1)).containsExactly("x");
    }

    @Test
    void givesEveryConsumerOfTheNodeAnExchangeAndOneReceipt() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.from("ipmsg:bot").to("mock:one");
            route.from("ipmsg:bot?maxInFlight=2").to("mock:two");
        });
        RawPeer taro = contexts.peer("taro");
        int number = taro.message(address(context, "bot"), "x");

        taro.await(RawPeer.RECVMSG);
        Exchange one = received(context, "one", 1).get(0);
        Exchange two = received(context, "two", 1).get(0);
        assertThat(one.getMessage().getBody())
                .isEqualTo("x")
                .isEqualTo(two.getMessage().getBody());
        assertThat(one.getExchangeId()).isNotEqualTo(two.getExchangeId());
        taro.packet(address(context, "bot"), number + 1, CONFIRMED, "fence");
        taro.await(RawPeer.RECVMSG);
        assertThat(taro.receipts()).hasSize(2);
    }

    @Test
    void runsTheMessagesOfOneSenderInOrderAndThoseOfOthersMeanwhile() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CamelContext context = contexts.start(route -> route.from("ipmsg:bot")
                .to("mock:begun")
                .process(exchange -> {
                    if (exchange.getMessage().getBody(String.class).equals("taro 1")) {
                        await(slow);
                    }
                })
                .to("mock:done"));
        RawPeer taro = contexts.peer("taro");
        RawPeer hanako = contexts.peer("hanako");
        InetSocketAddress bot = address(context, "bot");
        for (String text : List.of("taro 1", "taro 2", "taro 3")) {
            taro.message(bot, text);
            taro.await(RawPeer.RECVMSG);
        }
        hanako.message(bot, "hanako 1");

        assertThat(bodies(context, "done", 1)).containsExactly("hanako 1");
        assertThat(bodies(context, "begun", 2)).containsExactly("taro 1", "hanako 1");
        slow.countDown();
        assertThat(bodies(context, "done", 4)).containsExactly("hanako 1", "taro 1", "taro 2", "taro 3");
    }

    @Test
    void withholdsTheReceiptWhenItsInboxIsFullUntilThereIsRoomAgain() throws Exception {
        CamelContext context = contexts.startBot();
        IpmsgConsumer consumer = (IpmsgConsumer) context.getRoute("bot").getConsumer();
        WorkQueues inbox = consumer.queues();
        while (inbox.reserve(new Object(), 1)) {}
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        taro.packet(bot, 9, CONFIRMED, "x");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);

        inbox.release(new Object(), 1);
        taro.packet(bot, 9, CONFIRMED, "x");
        taro.await(RawPeer.RECVMSG);

        assertThat(taro.receipts()).containsExactly("9");
        assertThat(bodies(context, "bot", 1)).containsExactly("x");
    }

    @Test
    void aLongMessageTakesAsMuchRoomAsManyShortOnes() throws Exception {
        CamelContext context = contexts.startBot();
        IpmsgConsumer consumer = (IpmsgConsumer) context.getRoute("bot").getConsumer();
        WorkQueues inbox = consumer.queues();
        while (inbox.reserve(new Object(), 1)) {}
        inbox.release(new Object(), 5);
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");

        taro.packet(bot, 9, CONFIRMED, "x".repeat(20_000));
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        taro.packet(bot, 10, CONFIRMED, "x");
        taro.await(RawPeer.RECVMSG);

        assertThat(taro.receipts()).containsExactly("10");
    }

    @Test
    void oneAddressCannotTakeTheRoomOfOthersWhateverNamesItInvents() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CamelContext context =
                contexts.start(route -> route.from("ipmsg:bot?maxInFlight=1").process(exchange -> await(slow)));
        RawPeer flood = contexts.peer("flood");
        RawPeer hanako = contexts.peer("hanako", InetAddress.getByName("127.0.0.2"));
        InetSocketAddress bot = address(context, "bot");
        String text = "x".repeat(60_000); // takes the places of thirty
        int half = (1 + IpmsgConsumer.INBOX) / 2 / 30;
        for (int i = 1; i <= half; i++) {
            flood.send(bot, invented(i, text));
            flood.await(RawPeer.RECVMSG);
        }
        for (int i = 1; i <= half + 1; i++) { // which would fill the other half
            flood.send(bot, invented(half + i, text));
            awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, i);
        }

        int number = hanako.message(bot, "hello");

        assertThat(hanako.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        assertThat(flood.receipts()).hasSize(half);
        slow.countDown();
    }

    private static byte[] invented(int name, String text) {
        return ("1:" + name + ":user-" + name + ":pc:" + CONFIRMED + ":" + text).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void confirmsNothingWhileSuspended() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        context.getRouteController().suspendRoute("bot");
        taro.packet(bot, 9, CONFIRMED, "x");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);

        context.getRouteController().resumeRoute("bot");
        taro.packet(bot, 9, CONFIRMED, "x");
        taro.await(RawPeer.RECVMSG);

        assertThat(taro.receipts()).containsExactly("9");
        assertThat(bodies(context, "bot", 1)).containsExactly("x");
    }

    @Test
    void completesWhatItHasConfirmedWhenTheContextStops() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        List<String> done = new ArrayList<>();
        CamelContext context =
                contexts.start(route -> route.from("ipmsg:bot?maxInFlight=1").process(exchange -> {
                    await(slow);
                    done.add(exchange.getMessage().getBody(String.class));
                }));
        RawPeer taro = contexts.peer("taro");
        List<String> texts = List.of("1", "2", "3", "4", "5");
        InetSocketAddress bot = address(context, "bot");
        for (String text : texts) {
            taro.message(bot, text);
            taro.await(RawPeer.RECVMSG);
        }
        Thread stopping = new Thread(context::stop, "stops the context");
        stopping.start();
        soon().until(() -> context.isStopping());
        slow.countDown();
        stopping.join();

        assertThat(done).isEqualTo(texts);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
