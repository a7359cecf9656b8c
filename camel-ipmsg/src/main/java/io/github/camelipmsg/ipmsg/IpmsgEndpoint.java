/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeOptions;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** Talk to IP Messenger users on the local network: receive their messages, send to them, and know what arrived. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "ipmsg",
        title = "IP Messenger",
        syntax = "ipmsg:name",
        category = {Category.CHAT},
        headersClass = IpmsgConstants.class)
public class IpmsgEndpoint extends DefaultEndpoint implements EndpointServiceLocation {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    @UriPath(description = "Names our node. All endpoints of one name in a Camel context share one node.")
    @Metadata(required = true)
    private final String name;

    @UriParam
    private final IpmsgConfiguration configuration;

    IpmsgEndpoint(String uri, String name, IpmsgComponent component, IpmsgConfiguration configuration) {
        super(uri, component);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a node: write ipmsg:NAME with letters, digits, '.', '_' and '-' only");
        }
        this.name = name;
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() {
        return new IpmsgProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
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
        IpmsgConfiguration common = getComponent().getConfiguration();
        Object host = firstGiven(configuration.getBindAddress(), common.getBindAddress(), "0.0.0.0");
        Object port = firstGiven(configuration.getPort(), common.getPort(), NodeOptions.DEFAULT_PORT);
        return host + ":" + port;
    }

    private static Object firstGiven(@Nullable Object onEndpoint, @Nullable Object onComponent, Object otherwise) {
        return onEndpoint != null ? onEndpoint : onComponent != null ? onComponent : otherwise;
    }

    @Override
    public String getServiceProtocol() {
        return "ipmsg";
    }

    @Override
    public Map<String, String> getServiceMetadata() {
        return Map.of("node", name);
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
