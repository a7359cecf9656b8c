/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.DivertConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ComponentConfigurationRoutingType;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.camel.support.service.ServiceSupport;

/**
 * An ActiveMQ Artemis in this process, with its journal on the disk and a port for applications, without passwords. What
 * the bridge asks of a broker stands in {@link #queues} and {@link #settings}: configure another one likewise.
 */
final class Broker extends ServiceSupport {
    /** How many bytes a queue holds. */
    static final int FULL = 64 << 20;

    /** So often a message is given out before the broker makes a dead letter of it by itself. */
    static final int ATTEMPTS = 10;

    private static final int ON_DISK = 16;
    private static final Duration REDELIVERY_DELAY = Duration.ofSeconds(1);

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    Broker(Path directory, String url) throws Exception {
        this(directory, url, FULL, REDELIVERY_DELAY);
    }

    /**
     * @param full how many bytes a queue holds
     * @param redeliveryDelay after which what has failed is tried again; each further time twice as long
     */
    Broker(Path directory, String url, int full, Duration redeliveryDelay) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setName("bridge")
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(4 << 20)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMessageExpiryScanPeriod(1_000)
                .addAcceptorConfiguration("applications", acceptor(url));
        queues(configuration);
        // behind one whose group is busy the broker lets the whole queue wait, so these have a queue of their own
        configuration.addDivertConfiguration(new DivertConfiguration()
                .setName("ordered")
                .setAddress(Queues.SEND)
                .setFilterString("AMQGroupID IS NOT NULL")
                .setForwardingAddress(Queues.ORDERED)
                .setRoutingType(ComponentConfigurationRoutingType.ANYCAST)
                .setExclusive(true));
        settings(configuration, full, redeliveryDelay.toMillis());
        server.setConfiguration(configuration);
    }

    /** The broker alone, in a process of its own: its directory and its URL. */
    public static void main(String[] args) throws Exception {
        Broker broker = new Broker(Path.of(args[0]), args[1]);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::stop, "broker-stops"));
        broker.start();
        System.out.println("The broker listens at " + args[1]);
        new CountDownLatch(1).await();
    }

    private static void queues(Configuration configuration) {
        for (String queue : Queues.ALL) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
        }
    }

    private static void settings(Configuration configuration, int full, long redeliveryDelay) {
        SimpleString dead = SimpleString.of(Queues.DEAD);
        long week = Duration.ofDays(7).toMillis();
        // whoever sends to a full queue is told, down to the person at the other end, whose message is not confirmed
        AddressSettings bounded = new AddressSettings()
                .setMaxSizeBytes(full)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                .setDeadLetterAddress(dead)
                .setExpiryAddress(dead)
                .setExpiryDelay(-1L)
                .setRedeliveryDelay(redeliveryDelay)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60 * redeliveryDelay)
                .setMaxDeliveryAttempts(ATTEMPTS); // some five minutes, then it is a dead letter
        // what nobody fetches, because its application has gone with its temporary queue
        AddressSettings ofApplications =
                onDisk(full).setDeadLetterAddress(dead).setExpiryAddress(dead).setExpiryDelay(week);
        AddressSettings outcomes = onDisk(full)
                .setExpiryAddress(SimpleString.of("")) // nowhere
                .setExpiryDelay(week);
        // a delay would let the next overtake: the bridge pauses instead
        AddressSettings untilItWorks =
                new AddressSettings().setRedeliveryDelay(0).setMaxDeliveryAttempts(-1);
        AddressSettings inOrder = new AddressSettings().setRedeliveryDelay(0);
        configuration
                .addAddressSetting("ipmsg.#", bounded)
                .addAddressSetting(Queues.ARRIVED, untilItWorks)
                .addAddressSetting(Queues.ORDERED, inOrder)
                .addAddressSetting(Queues.OUTCOMES, outcomes)
                .addAddressSetting(Queues.HELD, records(full))
                .addAddressSetting(Queues.ASKED, records(full).setExpiryAddress(SimpleString.of(Queues.UNANSWERED)))
                .addAddressSetting(Queues.UNANSWERED, onDisk(full))
                .addAddressSetting(Queues.DEAD, onDisk(full))
                .addAddressSetting("#", ofApplications);
    }

    /**
     * For what is written when it is too late to push anybody back, because the person has the message: what the memory
     * does not hold goes to the disk, up to {@value #ON_DISK} times as much. Beyond that it is dropped.
     */
    private static AddressSettings onDisk(int full) {
        return new AddressSettings()
                .setMaxSizeBytes(full)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageSizeBytes(Math.min(1 << 20, full / 4))
                .setPageLimitBytes((long) ON_DISK * full)
                .setPageFullMessagePolicy(PageFullMessagePolicy.DROP);
    }

    /** Likewise; they are there again as soon as the message that they belong to. */
    private static AddressSettings records(int full) {
        return onDisk(full).setRedeliveryDelay(0).setMaxDeliveryAttempts(-1);
    }

    private static String acceptor(String url) {
        URI broker = URI.create(url);
        return "tcp://" + broker.getHost() + ':' + broker.getPort() + "?protocols=CORE";
    }

    @Override
    protected void doStart() throws Exception {
        server.start();
    }

    @Override
    protected void doStop() throws Exception {
        server.stop();
    }
}
