/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.NodeCounters;
import io.github.camelipmsg.node.NodeOptions;
import io.github.camelipmsg.node.NodeSizes;
import io.github.camelipmsg.node.SocketAddresses;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.URISupport;

/** Talk to IP Messenger users on the local network: receive their messages, send to them, and know what arrived. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "ipmsg",
        title = "IP Messenger",
        syntax = "ipmsg:name",
        category = {Category.CHAT},
        headersClass = IpmsgConstants.class)
@ManagedResource(description = "Managed IP Messenger endpoint")
public class IpmsgEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    @UriPath(
            label = "common",
            description = "Names our node. All endpoints of one name in a Camel context share one node.")
    @Metadata(required = true)
    private final String name;

    @UriParam
    private final IpmsgConfiguration configuration;

    private final Set<String> given;

    /** @param given the names of the options that stand in the URI */
    IpmsgEndpoint(
            String uri,
            String name,
            IpmsgComponent component,
            IpmsgConfiguration configuration,
            Collection<String> given) {
        super(uri, component);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a node: write ipmsg:NAME with letters, digits, '.', '_' and '-' only");
        }
        this.name = name;
        this.configuration = configuration;
        this.given = Set.copyOf(given);
    }

    @Override
    public Producer createProducer() {
        getComponent().misplaced().warnProducer(given, configuration, describe());
        return new IpmsgProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        getComponent().misplaced().warnConsumer(given, describe());
        IpmsgConsumer consumer = new IpmsgConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public IpmsgComponent getComponent() {
        return (IpmsgComponent) super.getComponent();
    }

    public String getName() {
        return name;
    }

    public IpmsgConfiguration getConfiguration() {
        return configuration;
    }

    @Override
    public String getServiceUrl() {
        return running()
                .map(running -> SocketAddresses.format(running.node().localAddress()))
                .orElseGet(this::declaredAddress);
    }

    /** As it is meant to be, by the endpoint of this name that says so. */
    private String declaredAddress() {
        SharedNodes nodes = getComponent().nodes();
        Object host = nodes.given(name, IpmsgConfiguration::getBindAddress).orElse("0.0.0.0");
        return host + ":" + nodes.given(name, IpmsgConfiguration::getPort).orElse(NodeOptions.DEFAULT_PORT);
    }

    @Override
    public String getServiceProtocol() {
        return "ipmsg";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("node", name);
    }

    // ---- management ----------------------------------------------------------------------------------------------

    @ManagedAttribute(description = "Whether the node runs, shared with other endpoints of its name")
    public boolean isNodeRunning() {
        return running().isPresent();
    }

    @ManagedAttribute(description = "Members that are here now; -1 if the node does not run")
    public int getMembers() {
        return held(NodeSizes::members);
    }

    @ManagedAttribute(
            description = "Transmissions that wait for a turn, a receipt or their reading; -1 if the node does not run")
    public int getSendsUnderWay() {
        return held(NodeSizes::sendsUnderWay);
    }

    @ManagedAttribute(description = "Recipients of messages that confirmed them, since the node has joined")
    public long getDeliveriesReceived() {
        return counted(counters -> counters.total(DeliveryStatus.RECEIVED));
    }

    @ManagedAttribute(description = "Recipients of messages that opened them, since the node has joined")
    public long getDeliveriesRead() {
        return counted(counters -> counters.total(DeliveryStatus.READ));
    }

    @ManagedAttribute(
            description = "Recipients of messages that did not confirm them in time, since the node has joined")
    public long getDeliveriesUnconfirmed() {
        return counted(counters -> counters.total(DeliveryStatus.UNCONFIRMED));
    }

    @ManagedAttribute(description = "Messages that were handed to every consumer that wanted them")
    public long getMessagesAccepted() {
        return counted(counters -> counters.total(NodeCounters.Event.MESSAGE_ACCEPTED));
    }

    @ManagedAttribute(description = "Messages that no consumer wanted or had room for: not confirmed")
    public long getMessagesNotTaken() {
        return counted(counters -> counters.total(NodeCounters.Event.MESSAGE_NOT_TAKEN));
    }

    @ManagedOperation(description = "Lists who is here, a line each")
    public List<String> listMembers() {
        return running().flatMap(RunningNode::status).stream()
                .flatMap(now -> now.members().stream())
                .map(Member::toString)
                .toList();
    }

    @ManagedOperation(description = "Asks everybody to answer, now; no more than once a second")
    public void refreshMembers() {
        running().ifPresent(running -> RunningNode.answer(running.node().refresh()));
    }

    private Optional<RunningNode> running() {
        return getComponent().management().node(name);
    }

    private int held(Function<NodeSizes, Integer> what) {
        return running().flatMap(RunningNode::sizes).map(what).orElse(-1);
    }

    private long counted(Function<NodeCounters, Long> what) {
        return running().map(running -> what.apply(running.node().counters())).orElse(0L);
    }

    /** Its URI for messages to people: without secrets. */
    String describe() {
        return URISupport.sanitizeUri(getEndpointUri());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getComponent().nodes().declare(this);
    }

    @Override
    protected void doStop() throws Exception {
        getComponent().nodes().withdraw(this);
        super.doStop();
    }
}
