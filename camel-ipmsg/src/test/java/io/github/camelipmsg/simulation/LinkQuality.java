/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.time.Duration;

/**
 * What happens to datagrams on their way from one host to another.
 *
 * @param loss how likely one is lost, 0 to 1
 * @param duplication how likely one arrives twice
 * @param reordering how likely one is held back, so that later ones overtake it; without it a link keeps the order
 * @param fastest the least time on the way
 * @param slowest the most time on the way, for one that is not held back
 */
public record LinkQuality(double loss, double duplication, double reordering, Duration fastest, Duration slowest) {
    /** A quiet switched network: 0.1 to 0.4 ms, nothing lost. */
    public static final LinkQuality LAN =
            new LinkQuality(0, 0, 0, Duration.ofNanos(100_000), Duration.ofNanos(400_000));

    /** Everything that a bad radio network does, moderately. */
    public static final LinkQuality POOR =
            LAN.losing(0.2).doubling(0.1).reordering(0.1).delaying(Duration.ofMillis(1), Duration.ofMillis(50));

    public LinkQuality losing(double share) {
        return new LinkQuality(share, duplication, reordering, fastest, slowest);
    }

    public LinkQuality doubling(double share) {
        return new LinkQuality(loss, share, reordering, fastest, slowest);
    }

    public LinkQuality reordering(double share) {
        return new LinkQuality(loss, duplication, share, fastest, slowest);
    }

    public LinkQuality delaying(Duration least, Duration most) {
        return new LinkQuality(loss, duplication, reordering, least, most);
    }
}
