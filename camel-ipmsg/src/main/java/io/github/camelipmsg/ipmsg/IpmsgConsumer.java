/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Node;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.UnitOfWorkHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an exchange of every message that its node receives, and of events if it wants them. A message is confirmed when it
 * has its place in the queue, or when its route has completed; if there is no place, or the consumer is suspended, it is
 * not confirmed and its sender repeats it.
 */
public class IpmsgConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
    /**
     * Messages that may wait beyond those at work: more than a burst that fills a socket's buffer. Long ones count more, and
     * one IP address has at most half of it.
     */
    static final int INBOX = 4_096;
    /** Events that may wait: a large member list joins at once. */
    private static final int MAX_EVENTS = 16_384;

    /** There is no thread: somebody will have finished by then. */
    private static final Duration NEXT_ATTEMPT = Duration.ofMillis(100);

    /** Camel waits for what is pending before it stops a route; this is for those who stop a consumer by itself. */
    private static final Duration LAST_EXCHANGES_TAKE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(IpmsgConsumer.class);

    private final IpmsgEndpoint endpoint;
    private volatile @Nullable Started started;

    /** What there is from start to stop. */
    private record Started(
            Node node,
            ExecutorService threads,
            WorkQueues messages,
            WorkQueues events,
            @Nullable Intake intake,
            @Nullable EventIntake eventIntake) {
        int remembering() {
            return intake == null ? 0 : intake.memory().waiting();
        }
    }

    IpmsgConsumer(IpmsgEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    public IpmsgEndpoint getEndpoint() {
        return endpoint;
    }

    /** Whether it takes anything just now. */
    boolean isAtWork() {
        return isRunAllowed() && !isSuspendingOrSuspended();
    }

    /**
     * On a thread of ours: makes an exchange, runs the route, and tells when both it and {@code completed} are done.
     *
     * @param what it is about, for messages to people
     * @param completed sees the exchange after the route
     */
    void route(Consumer<Exchange> binding, String what, Consumer<Exchange> completed, Runnable done) {
        Exchange exchange = createExchange(false);
        try {
            binding.accept(exchange);
            getAsyncProcessor().process(exchange, doneSync -> finish(exchange, what, completed, done));
        } catch (Throwable e) {
            exchange.setException(e);
            finish(exchange, what, completed, done);
        }
    }

    private void finish(Exchange exchange, String what, Consumer<Exchange> completed, Runnable done) {
        try {
            @Nullable Exception failure = exchange.getException();
            if (failure != null) {
                getExceptionHandler().handleException("Cannot process " + what, exchange, failure);
            }
        } finally {
            complete(exchange, completed, done);
        }
    }

    private void complete(Exchange exchange, Consumer<Exchange> completed, Runnable done) {
        try {
            completed.accept(exchange);
        } finally {
            try {
                releaseExchange(exchange, false);
            } finally {
                done.run(); // whatever happened, what comes next has its turn
            }
        }
    }

    /**
     * A route tells {@code last} when its exchange is complete, and so does whoever polls; whoever made this consumer with a
     * processor of his own may not.
     */
    void completeUnlessOthersDo(Exchange exchange, Synchronization last) {
        boolean polled = getProcessor() instanceof PollingConsumer && exchange.getException() == null;
        if (polled || !exchange.getExchangeExtension().containsOnCompletion(last)) {
            return;
        }
        if (exchange.getUnitOfWork() != null) {
            doneUoW(exchange);
        } else {
            UnitOfWorkHelper.doneSynchronizations(
                    exchange, exchange.getExchangeExtension().handoverCompletions());
        }
    }

    /** The same after a restart, and another than that of other consumers, as far as Camel names them. */
    String scope() {
        return endpoint.getName() + "/" + (getRouteId() == null ? "" : getRouteId());
    }

    private @Nullable KnownMessages known(IpmsgConfiguration configuration) throws Exception {
        @Nullable IdempotentRepository repository = configuration.getIdempotentRepository();
        if (repository == null) {
            return null;
        }
        CamelContext context = endpoint.getCamelContext();
        CamelContextAware.trySetCamelContext(repository, context);
        if (!context.hasService(repository)) {
            context.addService(repository); // it may be shared: the context stops it, we do not
        }
        ServiceHelper.startService(repository);
        return new KnownMessages(repository, configuration.getAcknowledge(), scope());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        IpmsgConfiguration configuration = endpoint.getConfiguration();
        Set<ConsumerEvent> wanted = checked(configuration);
        SenderFilter filter =
                new SenderFilter(RecipientList.ofOption("from", configuration.getFrom(), SenderFilter.ANY_PORT));
        @Nullable KnownMessages known = known(configuration);
        Node node = endpoint.getComponent().nodes().acquire(endpoint);
        Started starting;
        try {
            starting = starting(node, wanted, filter, known);
        } catch (Throwable e) {
            endpoint.getComponent().nodes().release(endpoint);
            throw e;
        }
        started = starting;
        try {
            startTaking(starting);
        } catch (Throwable e) {
            stopStarted(); // Camel does not stop what did not start
            throw e;
        }
    }

    private Started starting(Node node, Set<ConsumerEvent> wanted, SenderFilter filter, @Nullable KnownMessages known) {
        int maxInFlight = endpoint.getConfiguration().getMaxInFlight();
        ExecutorServiceManager executors = endpoint.getCamelContext().getExecutorServiceManager();
        ExecutorService threads = executors.newThreadPool(
                this, "IpmsgConsumer[" + endpoint.getName() + "]", ThreadPools.consumer(maxInFlight));
        try {
            WorkQueues messages =
                    new WorkQueues(maxInFlight, INBOX, threads, task -> node.runLater(NEXT_ATTEMPT, task));
            WorkQueues events = messages.besides(MAX_EVENTS);
            boolean replies = endpoint.getExchangePattern() == ExchangePattern.InOut;
            return new Started(
                    node,
                    threads,
                    messages,
                    events,
                    wanted.contains(ConsumerEvent.MESSAGES)
                            ? new Intake(this, node, messages, filter, known, replies ? new Replies(this, node) : null)
                            : null,
                    wanted.equals(Set.of(ConsumerEvent.MESSAGES))
                            ? null
                            : new EventIntake(this, events, filter, wanted));
        } catch (Throwable e) {
            executors.shutdownNow(threads);
            throw e;
        }
    }

    /** Before the node tells the network that it is there. */
    private Set<ConsumerEvent> checked(IpmsgConfiguration configuration) {
        if (configuration.getMaxInFlight() < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1, but is "
                    + configuration.getMaxInFlight() + " in " + endpoint.describe());
        }
        if (configuration.getReplyLimit() < 1) {
            throw new IllegalArgumentException("replyLimit must be at least 1, but is " + configuration.getReplyLimit()
                    + " in " + endpoint.describe() + "; without exchangePattern=InOut there are no replies");
        }
        if (endpoint.getExchangePattern() == ExchangePattern.InOut) {
            IpmsgBinding.check(configuration); // what replies are sent with
        }
        return ConsumerEvent.parse(configuration.getEvents());
    }

    private void startTaking(Started starting) throws InterruptedException, ExecutionException, TimeoutException {
        if (starting.eventIntake() != null) {
            starting.node().subscribe(starting.eventIntake());
        }
        if (starting.intake() != null) {
            surroundings().await(starting.node().subscribe(starting.intake()), LAST_EXCHANGES_TAKE);
        }
    }

    @Override
    protected void doStop() throws Exception {
        stopStarted();
        super.doStop();
    }

    private void stopStarted() {
        Started stopping = started;
        started = null;
        if (stopping == null) {
            return;
        }
        try {
            stopTaking(stopping);
            int events = stopping.events().drop();
            awaitLastExchanges(stopping.messages());
            int lost = stopping.messages().drop();
            if (stopping.intake() != null) {
                awaitLastExchanges(stopping.intake().memory());
                stopping.intake().memory().drop();
            }
            warnOfDropped(lost, events);
        } finally {
            try {
                endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(stopping.threads());
            } finally {
                endpoint.getComponent().nodes().release(endpoint);
            }
        }
    }

    private void stopTaking(Started stopping) {
        if (stopping.eventIntake() != null) {
            stopping.node().unsubscribe(stopping.eventIntake());
        }
        if (stopping.intake() == null) {
            return;
        }
        try {
            surroundings().await(stopping.node().unsubscribe(stopping.intake()), LAST_EXCHANGES_TAKE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The node has stopped before its consumer", e);
        }
    }

    private void awaitLastExchanges(WorkQueues messages) {
        try {
            surroundings().await(messages.idle(), LAST_EXCHANGES_TAKE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Routes of {} are still at work", endpoint, e);
        }
    }

    private Surroundings surroundings() {
        return endpoint.getComponent().surroundings();
    }

    /** Of a consumer that is started. */
    WorkQueues queues() {
        Started now = started;
        if (now == null) {
            throw new IllegalStateException(this + " is not started");
        }
        return now.messages();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false; // take no more messages at once; what was taken is completed
    }

    @Override
    public int getPendingExchangesSize() {
        Started now = started;
        return now == null ? 0 : now.messages().waiting() + now.events().waiting() + now.remembering();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        Started now = started;
        if (forced && now != null) {
            warnOfDropped(now.messages().drop(), now.events().drop()); // what has completed is remembered
        }
    }

    private void warnOfDropped(int messages, int events) {
        if (messages + events > 0) {
            LOG.warn(
                    "{} messages{} and {} events are not routed, because {} was stopped",
                    messages,
                    endpoint.getConfiguration().getAcknowledge() == Acknowledge.ON_RECEIVE ? ", confirmed," : "",
                    events,
                    endpoint);
        }
    }
}
