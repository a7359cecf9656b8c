/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Answer;
import io.github.camelipmsg.node.DeliveryPolicy;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.NodeStatus;
import io.github.camelipmsg.node.Question;
import io.github.camelipmsg.node.Recipient;
import io.github.camelipmsg.node.RetryPolicy;
import io.github.camelipmsg.node.SocketAddresses;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node can hear and speak: its readiness. Its liveness is not in doubt, because a lost socket is bound anew
 * without a restart.
 *
 * <p>Thread-safe. Blocks for some seconds at most.
 */
final class IpmsgHealthCheck implements HealthCheck {
    /** Within what a health check may take, with a second try and a third. */
    private static final DeliveryPolicy ASKED = new DeliveryPolicy(
            DeliveryStatus.RECEIVED,
            Duration.ofMillis(2_500),
            Duration.ofMillis(2_500),
            new RetryPolicy(Duration.ofMillis(800), 2),
            1,
            null,
            false);

    private final RunningNode running;
    private final IpmsgComponent component;
    private volatile boolean enabled = true;

    IpmsgHealthCheck(RunningNode running, IpmsgComponent component) {
        this.running = running;
        this.component = component;
    }

    @Override
    public String getId() {
        return "ipmsg:" + running.name();
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail("node", running.name())
                .detail("address", SocketAddresses.format(running.node().localAddress()));
        @Nullable String trouble = enabled ? trouble(result) : null;
        return trouble == null
                ? result.up().build()
                : result.down()
                        .message("Node '" + running.name() + "' " + trouble)
                        .build();
    }

    private @Nullable String trouble(HealthCheckResultBuilder result) {
        @Nullable NodeStatus status = running.status().orElse(null);
        if (status == null) {
            return "does not answer: its event loop hangs, or it has just stopped";
        }
        result.detail("members", status.members().size());
        Optional<Duration> lost = status.socketLostFor();
        if (lost.isPresent()) {
            return "has lost its socket " + lost.get().toSeconds() + " s ago and tries to bind it anew; see the log for"
                    + " what is in the way";
        }
        if (component.isHealthCheckSelf()
                && !RunningNode.answer(running.node().callItself()).orElse(false)) {
            return "does not hear a packet that it sends to itself: look for a firewall that drops UDP on port "
                    + running.node().localAddress().getPort();
        }
        @Nullable String member = component.getHealthCheckMember();
        return member == null ? null : unreachable(member);
    }

    private @Nullable String unreachable(String member) {
        int port = running.node().options().discoveryPort();
        Recipient recipient =
                RecipientList.ofOption("healthCheckMember", member, port).get(0);
        Optional<Answer> answer =
                RunningNode.answer(running.node().ask(Question.VERSION, recipient, Duration.ZERO, ASKED));
        return answer.filter(told -> told.text().isPresent()).isPresent()
                ? null
                : "gets no answer from member " + member
                        + ", which healthCheckMember names: is it running, and does its firewall let UDP through?";
    }
}
