/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.ArrayList;
import java.util.List;

/** Remembers the outcomes that a node tells. */
final class News implements NodeListener {
    final List<String> outcomes = new ArrayList<>();
    final List<Delivery> deliveries = new ArrayList<>();

    static News of(NodeFixture node) {
        News news = new News();
        node.node.subscribe(news);
        return news;
    }

    @Override
    public boolean memberChanged(MemberEvent event, Member member) {
        return true;
    }

    @Override
    public boolean delivered(long packetNumber, Delivery delivery) {
        deliveries.add(delivery);
        return outcomes.add(packetNumber + " " + delivery.status());
    }
}
