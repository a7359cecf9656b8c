/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one node and the event loop on which everything of that node happens.
 *
 * <p>UDP and TCP share one port, because IP Messenger peers open TCP to the UDP source port (draft 14). All
 * datagrams leave from the socket that is bound to that port, because receipts come back to it.
 */
public interface Transport {
    /** Who has not answered by then is not reached. */
    Duration CONNECTS_WITHIN = Duration.ofSeconds(3);

    /** The one thread that owns the node's state; callbacks of this transport run there. */
    EventExecutor loop();

    /** The address and port that are bound; the address is the wildcard unless one interface was chosen. */
    InetSocketAddress localAddress();

    /** Begins to hand over what arrives. Called once; what arrived before is dropped. Any thread. */
    void start(Receiver receiver);

    /**
     * Sends one datagram. Any thread. Those of one thread leave in their order. Once the transport closes, it sends
     * nothing and tells nobody.
     *
     * @param handover told once, when it is known whether the operating system has taken it
     */
    void send(Datagram datagram, Handover handover);

    /**
     * Whether somebody listens there with TCP: opens a connection and closes it at once, nothing is written. Who answers
     * has echoed the first sequence number of ours, which nobody sees who only forges that address. Any thread.
     *
     * @return completes on the loop, within {@link #CONNECTS_WITHIN}; never once the transport closes
     */
    CompletionStage<Boolean> reaches(InetSocketAddress address);

    /** Our addresses as they were at the last {@link #rescan()}. Any thread. */
    List<LocalNetwork> networks();

    /**
     * Reads the interfaces of the machine anew, and looks whether the sockets still live. May block for a while: for
     * workers, never for the loop.
     */
    void rescan();

    /**
     * Binds anew, to the same address and port, what has {@linkplain Receiver#died died}; what lives is left alone. May
     * block for a while: for workers, never for the loop.
     *
     * @throws IOException if something is still dead; the message says what is in the way
     */
    void mend() throws IOException;

    /**
     * Sends what was to be sent before, closes the sockets and then the loop. Any thread, any number of times.
     *
     * @return completes when all are gone, on a thread of nobody's: do not work there
     */
    CompletionStage<Void> close();

    /** Told on the loop, never from within {@link #send}, what has become of one datagram on this machine. */
    @FunctionalInterface
    interface Handover {
        /**
         * The operating system has taken it, or has not and never will.
         *
         * @param refusal why it did not take it, or that too much waits for it already; null if it did, which means that
         *     the datagram left, not that it arrived
         */
        void ended(@Nullable Throwable refusal);
    }

    /** What a transport tells its node, always on the loop. */
    interface Receiver {
        void received(Datagram datagram);

        /** A socket reported an error, or {@link #received} threw one. Receiving goes on unless the cause says not. */
        void failed(Throwable cause);

        /** A socket is dead: nothing passes through it until {@link Transport#mend} has bound it anew. Told once. */
        default void died(Throwable cause) {
            failed(cause);
        }
    }
}
