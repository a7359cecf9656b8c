/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeEnvironment;
import io.github.camelipmsg.transport.Transport;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;

/** This machine, but between its sockets and the nodes there is a fault that a test has planted. */
public final class FaultySurroundings {
    private FaultySurroundings() {}

    /** Before a node of the context is started. */
    public static void plant(CamelContext context, UnaryOperator<Transport> fault) {
        Surroundings real = Surroundings.ofThisMachine(context.getExecutorServiceManager());
        context.getComponent("ipmsg", IpmsgComponent.class).surroundings((node, workers, callbacks, stateDirectory) -> {
            NodeEnvironment sound = real.environment(node, workers, callbacks, stateDirectory);
            return new NodeEnvironment(
                    (name, bindAddress, port) -> fault.apply(sound.transports().open(name, bindAddress, port)),
                    sound.clock(),
                    sound.steadyClock(),
                    sound.random(),
                    workers,
                    callbacks,
                    stateDirectory);
        });
    }
}
