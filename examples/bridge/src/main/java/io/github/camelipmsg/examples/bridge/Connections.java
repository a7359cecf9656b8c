/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.support.service.ServiceSupport;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.connection.JmsTransactionManager;

/** How the bridge holds on to its broker. */
final class Connections {
    private Connections() {}

    static CachingConnectionFactory to(String url) {
        ActiveMQConnectionFactory broker = new ActiveMQConnectionFactory(url);
        broker.setConsumerWindowSize(0); // nothing waits at a consumer that is busy
        broker.setReconnectAttempts(0); // Camel comes again; meanwhile whoever writes must hear that it failed,
        broker.setCallTimeout(2_000); // and soon: people's clients give up after four seconds
        broker.setRetryInterval(
                100); // after which a connection has failed: each of a dozen consumers waits for the others
        broker.setClientFailureCheckPeriod(2_000);
        broker.setConnectionTTL(6_000);
        CachingConnectionFactory connections = new CachingConnectionFactory(broker);
        connections.setSessionCacheSize(32);
        connections.setCacheConsumers(false); // each of a ledger's selectors would stay one
        return connections;
    }

    /** Component {@code jms} and the transactions of {@code transacted()}, which share a session in each of them. */
    static void bind(CachingConnectionFactory connections, CamelContext context) throws Exception {
        context.addService(new ServiceSupport() {
            @Override
            protected void doStop() {
                connections.destroy();
            }
        });
        JmsTransactionManager transactions = new JmsTransactionManager(connections);
        context.getRegistry().bind("transactions", transactions);
        JmsComponent jms = JmsComponent.jmsComponent(connections);
        jms.setTransactionManager(transactions);
        jms.setRecoveryInterval(1_000);
        context.addComponent("jms", jms);
    }
}
