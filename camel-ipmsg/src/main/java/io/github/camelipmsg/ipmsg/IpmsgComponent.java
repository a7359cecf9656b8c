/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeOptions;
import io.github.camelipmsg.node.Recipient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Talks to IP Messenger users on the local network.
 *
 * <p>Keeps one node for each endpoint name, never shared with other Camel contexts.
 */
@Component("ipmsg")
public class IpmsgComponent extends DefaultComponent {
    /** Options that endpoints lack. */
    static final Set<String> OWN_OPTIONS =
            Set.of("autowiredEnabled", "configuration", "healthCheckSelf", "healthCheckMember", "overrideNodeOptions");

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

    @Metadata(
            label = "advanced",
            description =
                    "Whether the options of nodes that are set on the component hold whatever the URIs of endpoints"
                            + " say, as tests want it, whose nodes must not leave the machine.")
    private boolean overrideNodeOptions;

    private final MisplacedOptions misplaced = new MisplacedOptions();
    private @Nullable PropertyConfigurer checkedOptions;
    private @Nullable SharedNodes nodes;
    private @Nullable Management management;
    private @Nullable Surroundings surroundings; // this machine unless told

    @Override
    protected Endpoint createEndpoint(String uri, @Nullable String remaining, Map<String, Object> parameters)
            throws Exception {
        IpmsgEndpoint endpoint = new IpmsgEndpoint(
                uri, remaining == null ? "" : remaining, this, configuration.forEndpoint(), parameters.keySet());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Before Camel takes out those options that all endpoints have. */
    @Override
    protected void validateURI(String uri, @Nullable String path, Map<String, Object> parameters) {
        super.validateURI(uri, path, parameters);
        parameters.forEach((option, value) -> checkValue(uri, option, value));
    }

    @Override
    protected void validateParameters(String uri, Map<String, Object> parameters, @Nullable String optionPrefix) {
        if (!parameters.isEmpty()) {
            Set<String> options = endpointOptions();
            throw new ResolveEndpointFailedException(
                    uri,
                    parameters.keySet().stream()
                            .map(name -> "An ipmsg endpoint has no option " + name + ". "
                                    + OptionNames.instead(name, options, option -> option))
                            .collect(Collectors.joining(" ")));
        }
    }

    private Set<String> endpointOptions() {
        Set<String> options = new TreeSet<>(getCamelContext()
                .getCamelContextExtension()
                .getEndpointUriFactory("ipmsg")
                .propertyNames());
        options.remove("name"); // stands before the options
        return options;
    }

    /** And others, which only endpoints have. */
    private Set<String> componentOptions() {
        Set<String> options = endpointOptions();
        options.addAll(OWN_OPTIONS);
        return options;
    }

    /** Camel Main sets the component's properties with it. */
    @Override
    public @Nullable PropertyConfigurer getComponentPropertyConfigurer() {
        return checkedOptions == null ? super.getComponentPropertyConfigurer() : checkedOptions;
    }

    private void checkValue(String uri, String option, Object value) {
        PropertyConfigurerGetter options = (PropertyConfigurerGetter) getEndpointPropertyConfigurer();
        @Nullable Class<?> type = options.getOptionType(StringHelper.dashToCamelCase(option), true);
        if (type == null) {
            return;
        }
        if (value instanceof List<?> values) {
            throw new IllegalArgumentException(option + " stands " + values.size() + " times in "
                    + URISupport.sanitizeUri(uri) + ". Write it once; lists are separated by commas.");
        }
        if (value instanceof String text) {
            OptionValues.check(getCamelContext(), type, option, text, "in " + URISupport.sanitizeUri(uri));
        }
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

    /**
     * Refuses what it cannot be at once: Camel Main sets it when the component is initialized already.
     *
     * @throws IllegalArgumentException if it is not one member
     */
    public void setHealthCheckMember(@Nullable String healthCheckMember) {
        if (healthCheckMember != null) {
            List<Recipient> asked =
                    RecipientList.ofOption("healthCheckMember", healthCheckMember, NodeOptions.DEFAULT_PORT);
            if (!RecipientList.isOne(asked)) {
                throw new IllegalArgumentException("healthCheckMember=" + healthCheckMember
                        + " means several, but one is asked at each check: name one member that always runs");
            }
        }
        this.healthCheckMember = healthCheckMember;
    }

    public boolean isOverrideNodeOptions() {
        return overrideNodeOptions;
    }

    public void setOverrideNodeOptions(boolean overrideNodeOptions) {
        this.overrideNodeOptions = overrideNodeOptions;
    }

    /** What those see who run the context. */
    Management management() {
        if (management == null) {
            throw new IllegalStateException("The ipmsg component is not started");
        }
        return management;
    }

    MisplacedOptions misplaced() {
        return misplaced;
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
            checkedOptions = new CheckedOptions(options, this::componentOptions);
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
