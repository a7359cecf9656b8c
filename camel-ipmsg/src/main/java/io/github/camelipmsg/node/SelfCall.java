/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a packet that we send to ourselves comes back: then the socket, the loop and the way to the disk for
 * numbers all work.
 *
 * <p>Confined to the loop. One call at a time: whoever asks meanwhile shares its answer.
 */
final class SelfCall {
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EventExecutor loop;
    private final Transport transport;
    private final PacketSender packets;
    private final Timers timers;
    private @Nullable CompletableFuture<Boolean> underWay;

    SelfCall(Transport transport, PacketSender packets) {
        this.loop = transport.loop();
        this.transport = transport;
        this.packets = packets;
        this.timers = new Timers(loop);
    }

    /**
     * Calls, unless a call is under way.
     *
     * @return completes on the loop; false if nothing has come back within {@link #PATIENCE}
     */
    CompletionStage<Boolean> call() {
        assert loop.inEventLoop();
        if (underWay != null) {
            return underWay;
        }
        CompletableFuture<Boolean> called = new CompletableFuture<>();
        underWay = called;
        Timeout patience = timers.after(PATIENCE, () -> ended(called, false));
        packets.send(CommandWord.of(Command.NOOPERATION), Body.EMPTY, ourselves());
        return called.whenComplete((heard, failure) -> patience.cancel());
    }

    /** Something of ours has come from one of our own addresses. */
    void heard() {
        assert loop.inEventLoop();
        if (underWay != null) {
            ended(underWay, true);
        }
    }

    private void ended(CompletableFuture<Boolean> called, boolean heard) {
        underWay = null;
        called.complete(heard);
    }

    private InetSocketAddress ourselves() {
        InetSocketAddress bound = transport.localAddress();
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }
}
