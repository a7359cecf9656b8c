/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway does that is being stopped while Taro is asked. */
class EscalationTest {
    @TempDir
    Path directory;

    private final CamelContext context = new DefaultCamelContext();
    private final Exchange exchange = new DefaultExchange(context);
    private AlertStore store;
    private AlertBoard board;
    private Escalation escalation;

    @BeforeEach
    void callsTaro() throws IOException {
        context.start();
        store = new AlertStore(directory);
        store.start();
        board = new AlertBoard(Clock.systemUTC(), store);
        escalation = new Escalation(board, context);
        Escalation.carry(exchange, board.raise("Fire", List.of("Taro", "Hanako")));
        escalation.callNext(exchange);
    }

    @AfterEach
    void stop() {
        context.stop();
        store.stop();
    }

    @Test
    void whatComesOfTheStopIsNobodysAnswer() {
        assertThat(escalation.goesOn(exchange)).isTrue();
        context.stop();

        outcome(CallState.UNCONFIRMED);
        escalation.answered(exchange);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("stopped"));
        escalation.failed(exchange, CallState.FAILED);

        assertThat(taro()).isEqualTo(CallState.CALLING);
        assertThat(escalation.goesOn(exchange)).isFalse();
    }

    @Test
    void nobodyIsSentAnythingThatGoesOnNoLonger() {
        exchange.getMessage().setHeader(IpmsgConstants.PACKET_NUMBER, 1L);
        outcome(CallState.READ);
        escalation.answered(exchange);
        assertThat(exchange.isRouteStop()).isFalse();

        escalation.callNext(exchange);

        assertThat(exchange.isRouteStop()).isTrue();
    }

    @Test
    void whatIsReadIsRead() {
        context.stop();

        outcome(CallState.READ);
        escalation.answered(exchange);

        assertThat(taro()).isEqualTo(CallState.READ);
    }

    private void outcome(CallState state) {
        exchange.getMessage().setHeader(IpmsgConstants.DELIVERY_STATUS, state.name());
        exchange.getMessage().setHeader(IpmsgConstants.PACKET_NUMBER, 1L);
        exchange.getMessage().setHeader(IpmsgConstants.DELIVERIES, List.of());
    }

    private CallState taro() {
        return board.alerts().get(0).calls().get(0).state();
    }
}
