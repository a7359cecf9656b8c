/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of options in a URI that do nothing there, once for each option: one URI may be used on both sides of a route, so
 * it is no error. Thread-safe.
 */
final class MisplacedOptions {
    static final Set<String> ONLY_CONSUMERS =
            Set.of("events", "from", "acknowledge", "idempotentRepository", "open", "replyLimit", "maxInFlight");
    /** The others of producers hold for the replies of consumers, too. */
    static final Set<String> ONLY_PRODUCERS = Set.of(
            "to",
            "operation",
            "confirmation",
            "readTimeout",
            "awaitConfirmation",
            "resolveTimeout",
            "failOnUnconfirmed",
            "whenOffline",
            "holdTimeout");

    private static final Duration HOLD_TIMEOUT = new IpmsgConfiguration().getHoldTimeout();
    private static final Logger LOG = LoggerFactory.getLogger(MisplacedOptions.class);

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    void warnProducer(Collection<String> given, IpmsgConfiguration configuration, String uri) {
        warn(given, ONLY_CONSUMERS, uri, "in to(\"ipmsg:...\"): only from(\"ipmsg:...\") reads it");
        boolean defaultTime = configuration.getHoldTimeout().equals(HOLD_TIMEOUT); // as the Kamelet gives it
        if (configuration.getWhenOffline() != WhenOffline.HOLD && !defaultTime) {
            warn(given, Set.of("holdTimeout"), uri, "without whenOffline=HOLD");
        }
        if (!configuration.isAwaitConfirmation() && configuration.isFailOnUnconfirmed()) {
            warn(
                    given,
                    Set.of("failOnUnconfirmed"),
                    uri,
                    "with awaitConfirmation=false, except on what fails at once:"
                            + " from(\"ipmsg:...?events=DELIVERIES\") gets what becomes of the others");
        }
    }

    void warnConsumer(Collection<String> given, String uri) {
        warn(given, ONLY_PRODUCERS, uri, "in from(\"ipmsg:...\"): only to(\"ipmsg:...\") reads it");
    }

    private void warn(Collection<String> given, Set<String> others, String uri, String why) {
        given.stream()
                .filter(others::contains)
                .filter(warned::add)
                .sorted()
                .forEach(option -> LOG.warn("Option {} of {} has no effect {}", option, uri, why));
    }
}
