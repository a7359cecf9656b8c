/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * Talks to IP Messenger users on the local network.
 *
 * <p>Keeps one node for each endpoint name, never shared with other Camel contexts.
 */
@Component("ipmsg")
public class IpmsgComponent extends DefaultComponent {
    @Metadata(description = "Options for all endpoints that do not set them themselves.")
    private IpmsgConfiguration configuration = new IpmsgConfiguration();

    private @Nullable SharedNodes nodes;
    private @Nullable Surroundings surroundings; // this machine unless told

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        IpmsgEndpoint endpoint = new IpmsgEndpoint(uri, remaining, this, configuration.forEndpoint());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public IpmsgConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(IpmsgConfiguration configuration) {
        this.configuration = configuration;
    }

    SharedNodes nodes() {
        if (nodes == null) {
            throw new IllegalStateException("The ipmsg component is not started");
        }
        return nodes;
    }

    Surroundings surroundings() {
        return surroundings == null
                ? Surroundings.ofThisMachine(getCamelContext().getExecutorServiceManager())
                : surroundings;
    }

    /** What nodes opened from now on live in. */
    void surroundings(Surroundings others) {
        surroundings = others;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        nodes = new SharedNodes(this);
    }

    @Override
    protected void doStop() throws Exception {
        nodes().close();
        super.doStop();
    }
}
