/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.simulation.SimulatedNetwork;
import io.github.camelipmsg.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens to whole hosts: they are cut off, stopped, crash, and come again after a while. */
final class Chaos {
    /** Longer than anything is under way, so that iptux takes no old receipt for a new one. */
    private static final Duration IPTUX_IS_AWAY = Duration.ofSeconds(3);

    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final List<CamelHost> hosts;
    private final List<OfficialPeer> officials;
    private final IptuxPeer iptux;
    private final Figures figures;
    private boolean ended;

    Chaos(
            Simulation simulation,
            SimulatedNetwork network,
            List<CamelHost> hosts,
            List<OfficialPeer> officials,
            IptuxPeer iptux,
            Figures figures) {
        this.simulation = simulation;
        this.network = network;
        this.random = simulation.random();
        this.hosts = hosts;
        this.officials = officials;
        this.iptux = iptux;
        this.figures = figures;
    }

    void strikes() throws Exception {
        CamelHost host = hosts.get(random.nextInt(hosts.size()));
        switch (random.nextInt(6)) {
            case 0, 1 -> partition("10.1.0." + (1 + random.nextInt(4)));
            case 2 -> partition("10.1.0." + (11 + random.nextInt(3)));
            case 3 -> {
                host.stops();
                figures.restarts++;
                comesAgain(host);
            }
            case 4 -> {
                crashes(host);
                while (random.nextInt(3) == 0) { // again and again, with what it has read from its disk
                    pause(10);
                    crashes(host);
                }
            }
            default -> officials.get(random.nextInt(officials.size())).joins();
        }
    }

    private void crashes(CamelHost host) throws Exception {
        host.crashes();
        figures.crashes++;
        comesAgain(host);
    }

    private void comesAgain(CamelHost host) throws Exception {
        pause(10);
        host.starts();
    }

    /** From now on iptux comes and goes by itself. */
    void begins() {
        simulation.later(Duration.ofMillis(8_000 + random.nextInt(15_000)), () -> {
            if (!ended) {
                iptux.stops();
                simulation.later(IPTUX_IS_AWAY, () -> {
                    iptux.starts();
                    begins();
                });
            }
        });
    }

    private void pause(int mostSeconds) {
        simulation.advance(Duration.ofMillis(random.nextInt(mostSeconds * 1_000)));
    }

    private void partition(String address) {
        figures.partitions++;
        network.partition(address);
        simulation.later(Duration.ofMillis(500 + random.nextInt(12_000)), () -> network.heal(address));
    }

    void ends() {
        ended = true;
        simulation.advance(Duration.ofSeconds(13)); // the last cut has healed
    }
}
