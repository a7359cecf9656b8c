/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** What the routes under test do: something that takes a while, now and then fails, and is written down in the ledger. */
final class Step extends AsyncProcessorSupport {
    private static final String RUN = "run";

    private final Runs.Place place;
    private final Ledger ledger;
    private final CamelHost host;
    private final RandomGenerator random;
    private final Manner manner;

    /**
     * How a route behaves.
     *
     * @param slowest the most that it takes
     * @param failing one in so many fails
     * @param attempts how often Camel tries before it fails
     */
    record Manner(Duration slowest, int failing, int attempts) {}

    /** As the route wants. */
    static final class Failing extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failing(String message) {
            super(message, null, false, false);
        }
    }

    /** The same, but the route handles it, which counts as completed. */
    static final class Handled extends RuntimeException {
        private static final long serialVersionUID = 1;

        Handled() {
            super("handled", null, false, false);
        }
    }

    Step(Runs.Place place, Ledger ledger, CamelHost host, RandomGenerator random, Manner manner) {
        this.place = place;
        this.ledger = ledger;
        this.host = host;
        this.random = random;
        this.manner = manner;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Runs.Run run = exchange.getProperty(RUN, Runs.Run.class);
        if (run == null) {
            run = ledger.runs.begins(place, exchange.getMessage().getBody(String.class));
            exchange.setProperty(RUN, run);
        }
        Runs.Run begun = run;
        long millis =
                random.nextInt(3) == 0 ? 0 : random.nextLong(manner.slowest().toMillis() + 1);
        if (millis == 0) {
            end(begun, exchange);
            callback.done(true);
            return true;
        }
        host.later(Duration.ofMillis(millis), () -> {
            end(begun, exchange);
            callback.done(false);
        });
        return false;
    }

    private void end(Runs.Run run, Exchange exchange) {
        int attempt = exchange.getProperty("attempts", 1, Integer.class);
        exchange.setProperty("attempts", attempt + 1);
        if (random.nextInt(manner.failing()) == 0) {
            if (attempt >= manner.attempts()) {
                ledger.runs.failed(run);
            }
            exchange.setException(new Failing("attempt " + attempt + " of " + manner.attempts()));
        } else {
            ledger.runs.done(run);
            if (random.nextInt(50) == 0) {
                exchange.setException(new Handled());
            }
            host.completed(run, exchange);
        }
    }
}
