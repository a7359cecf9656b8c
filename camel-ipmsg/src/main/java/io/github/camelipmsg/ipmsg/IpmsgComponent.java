/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeOptions;
import io.github.camelipmsg.node.Recipient;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
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
    @Metadata(label = "common", description = "Options for all endpoints that do not set them themselves.")
    private IpmsgConfiguration configuration = new IpmsgConfiguration();

    @Metadata(
            label = "health",
            description = "Whether a node is ready only if it hears a packet that it sends to itself.")
    private boolean healthCheckSelf;

    @Metadata(
            label = "health",
            description = "A member, written as in option `to`, that must answer for a node to be ready: one that"
                    + " always runs.")
    private @Nullable String healthCheckMember;

    private @Nullable PropertyConfigurer checkedOptions;
    private @Nullable SharedNodes nodes;
    private @Nullable Management management;
    private @Nullable Surroundings surroundings; // this machine unless told

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        IpmsgEndpoint endpoint = new IpmsgEndpoint(uri, remaining, this, configuration.forEndpoint());
        checkValues(endpoint, parameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Camel Main sets the component's properties with it. */
    @Override
    public @Nullable PropertyConfigurer getComponentPropertyConfigurer() {
        return checkedOptions == null ? super.getComponentPropertyConfigurer() : checkedOptions;
    }

    private void checkValues(IpmsgEndpoint endpoint, Map<String, Object> parameters) {
        PropertyConfigurerGetter options = (PropertyConfigurerGetter) getEndpointPropertyConfigurer();
        parameters.forEach((option, value) -> {
            @Nullable Class<?> type = options.getOptionType(option, true);
            try {
                if (type != null && value instanceof String text) {
                    OptionValues.check(getCamelContext(), type, text);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        option + "=" + value + " in " + endpoint.describe() + " cannot be used. " + e.getMessage(), e);
            }
        });
    }

    public IpmsgConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(IpmsgConfiguration configuration) {
        this.configuration = configuration;
    }

    public boolean isHealthCheckSelf() {
        return healthCheckSelf;
    }

    public void setHealthCheckSelf(boolean healthCheckSelf) {
        this.healthCheckSelf = healthCheckSelf;
    }

    public @Nullable String getHealthCheckMember() {
        return healthCheckMember;
    }

    public void setHealthCheckMember(@Nullable String healthCheckMember) {
        this.healthCheckMember = healthCheckMember;
    }

    /** What those see who run the context. */
    Management management() {
        if (management == null) {
            throw new IllegalStateException("The ipmsg component is not started");
        }
        return management;
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
        if (super.getComponentPropertyConfigurer() instanceof PropertyConfigurerGetter options) {
            checkedOptions = new CheckedOptions(options);
        }
        if (healthCheckMember != null) {
            List<Recipient> asked =
                    RecipientList.ofOption("healthCheckMember", healthCheckMember, NodeOptions.DEFAULT_PORT);
            if (!RecipientList.isOne(asked)) {
                throw new IllegalArgumentException("healthCheckMember=" + healthCheckMember
                        + " means several, but one is asked at each check: name one member that always runs");
            }
        }
        management = new Management(this);
        nodes = new SharedNodes(this);
    }

    @Override
    protected void doStop() throws Exception {
        nodes().close();
        super.doStop();
    }
}
