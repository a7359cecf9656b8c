/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Node;
import java.io.IOException;
import org.apache.camel.CamelContext;

/** Reaches the node behind an endpoint, for programs that look inside while routes run. */
public final class NodeProbe {
    private NodeProbe() {}

    /** The node of a name, of which a consumer or producer has been started. */
    public static Node node(CamelContext context, String name) throws IOException {
        IpmsgEndpoint endpoint = context.getEndpoint("ipmsg:" + name, IpmsgEndpoint.class);
        Node node = endpoint.getComponent().nodes().acquire(endpoint);
        endpoint.getComponent().nodes().release(endpoint);
        return node;
    }
}
