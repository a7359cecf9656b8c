/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Charsets;
import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.node.NodeOptions;
import io.github.camelipmsg.node.PeerCharset;
import io.github.camelipmsg.node.Unmappable;
import io.github.camelipmsg.protocol.Identity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of one node, put together from everywhere they were given: the component's hold unless an endpoint gives
 * another and may, and two endpoints must not contradict each other.
 *
 * <p>Confined to the start of a node.
 */
final class NodeSettings {
    /** Every node option. A new one is forgotten nowhere if it stands here; a test compares this with the metadata. */
    static final List<Option<?>> OPTIONS = List.of(
            new Option<>(
                    "nickname", IpmsgNodeConfiguration::getNickname, IpmsgNodeConfiguration::setNickname, node -> node),
            new Option<>(
                    "userName", IpmsgNodeConfiguration::getUserName, IpmsgNodeConfiguration::setUserName, node -> node),
            new Option<>(
                    "hostName",
                    IpmsgNodeConfiguration::getHostName,
                    IpmsgNodeConfiguration::setHostName,
                    node -> LocalHostName.find()),
            new Option<>("group", IpmsgNodeConfiguration::getGroup, IpmsgNodeConfiguration::setGroup, node -> ""),
            new Option<>(
                    "port",
                    IpmsgNodeConfiguration::getPort,
                    IpmsgNodeConfiguration::setPort,
                    node -> NodeOptions.DEFAULT_PORT),
            new Option<>(
                    "bindAddress",
                    IpmsgNodeConfiguration::getBindAddress,
                    IpmsgNodeConfiguration::setBindAddress,
                    node -> null),
            new Option<>(
                    "discovery",
                    IpmsgNodeConfiguration::getDiscovery,
                    IpmsgNodeConfiguration::setDiscovery,
                    node -> Discovery.BROADCAST),
            new Option<>(
                    "discoveryAddresses",
                    IpmsgNodeConfiguration::getDiscoveryAddresses,
                    IpmsgNodeConfiguration::setDiscoveryAddresses,
                    node -> null),
            new Option<>(
                    "discoveryPort",
                    IpmsgNodeConfiguration::getDiscoveryPort,
                    IpmsgNodeConfiguration::setDiscoveryPort,
                    node -> NodeOptions.DEFAULT_PORT),
            new Option<>(
                    "discoveryInterval",
                    IpmsgNodeConfiguration::getDiscoveryInterval,
                    IpmsgNodeConfiguration::setDiscoveryInterval,
                    node -> Duration.ofMinutes(5)),
            new Option<>(
                    "charset",
                    IpmsgNodeConfiguration::getCharset,
                    IpmsgNodeConfiguration::setCharset,
                    node -> "windows-31j"),
            new Option<>(
                    "unmappable",
                    IpmsgNodeConfiguration::getUnmappable,
                    IpmsgNodeConfiguration::setUnmappable,
                    node -> Unmappable.REJECT),
            new Option<>(
                    "encryption",
                    IpmsgNodeConfiguration::getEncryption,
                    IpmsgNodeConfiguration::setEncryption,
                    node -> Encryption.AUTO),
            new Option<>("allow", IpmsgNodeConfiguration::getAllow, IpmsgNodeConfiguration::setAllow, node -> null),
            new Option<>("deny", IpmsgNodeConfiguration::getDeny, IpmsgNodeConfiguration::setDeny, node -> null),
            new Option<>(
                    "stateDirectory",
                    IpmsgNodeConfiguration::getStateDirectory,
                    IpmsgNodeConfiguration::setStateDirectory,
                    node -> UserDataDirectory.ofThisUser().toString()),
            new Option<>(
                    "heldMessages",
                    IpmsgNodeConfiguration::getHeldMessages,
                    IpmsgNodeConfiguration::setHeldMessages,
                    node -> null),
            new Option<>(
                    "maxMembers",
                    IpmsgNodeConfiguration::getMaxMembers,
                    IpmsgNodeConfiguration::setMaxMembers,
                    node -> 10_000),
            new Option<>(
                    "absenceInterval",
                    IpmsgNodeConfiguration::getAbsenceInterval,
                    IpmsgNodeConfiguration::setAbsenceInterval,
                    node -> Duration.ofMinutes(10)),
            new Option<>(
                    "peerCharsets",
                    IpmsgNodeConfiguration::getPeerCharsets,
                    IpmsgNodeConfiguration::setPeerCharsets,
                    node -> null),
            new Option<>(
                    "hostLists",
                    IpmsgNodeConfiguration::getHostLists,
                    IpmsgNodeConfiguration::setHostLists,
                    node -> true));

    private final String name;
    private final IpmsgNodeConfiguration effective = new IpmsgNodeConfiguration();
    private final List<Option<?>> open; // to endpoints
    private final Map<String, String> givenBy = new HashMap<>(); // option to URI

    /** One node option: how it is called, read and written, and what it is for a node if nobody gives it. */
    record Option<T>(
            String name,
            Function<IpmsgNodeConfiguration, @Nullable T> get,
            BiConsumer<IpmsgNodeConfiguration, @Nullable T> set,
            Function<String, @Nullable T> otherwise) {
        void copy(IpmsgNodeConfiguration from, IpmsgNodeConfiguration to) {
            set.accept(to, get.apply(from));
        }

        void complete(IpmsgNodeConfiguration configuration, String node) {
            if (!isGiven(configuration)) {
                set.accept(configuration, otherwise.apply(node));
            }
        }

        boolean isGiven(IpmsgNodeConfiguration configuration) {
            return get.apply(configuration) != null;
        }

        boolean sameIn(IpmsgNodeConfiguration one, IpmsgNodeConfiguration other) {
            return Objects.equals(get.apply(one), get.apply(other));
        }
    }

    /** @param override whether what the component gives holds whatever endpoints give */
    NodeSettings(String name, IpmsgNodeConfiguration component, boolean override) {
        this.name = name;
        this.open = OPTIONS.stream()
                .filter(option -> !override || !option.isGiven(component))
                .toList();
        OPTIONS.forEach(option -> {
            option.copy(component, effective);
            option.complete(effective, name);
        });
    }

    /** Leaves nothing given. */
    static void clear(IpmsgNodeConfiguration configuration) {
        IpmsgNodeConfiguration nothing = new IpmsgNodeConfiguration();
        OPTIONS.forEach(option -> option.copy(nothing, configuration));
    }

    /**
     * Adds what one endpoint gives.
     *
     * @param uri for messages, without secrets
     * @throws IllegalArgumentException if another endpoint gave another value
     */
    void add(String uri, IpmsgNodeConfiguration endpoint) {
        for (Option<?> option : open) {
            if (option.isGiven(endpoint)) {
                @Nullable String earlier = givenBy.get(option.name());
                if (earlier != null && !option.sameIn(endpoint, effective)) {
                    throw contradiction(option, uri, endpoint, earlier);
                }
                option.copy(endpoint, effective);
                givenBy.put(option.name(), uri);
            }
        }
    }

    /** Checks an endpoint that comes when the node is running already, and can no longer change. */
    void check(String uri, IpmsgNodeConfiguration endpoint) {
        for (Option<?> option : open) {
            if (option.isGiven(endpoint) && !option.sameIn(endpoint, effective)) {
                throw contradiction(
                        option, uri, endpoint, givenBy.getOrDefault(option.name(), "the component or the default"));
            }
        }
    }

    private IllegalArgumentException contradiction(
            Option<?> option, String uri, IpmsgNodeConfiguration endpoint, String earlier) {
        @Nullable Object before = option.get().apply(effective);
        return new IllegalArgumentException("Option " + option.name() + " of node '" + name + "' is '"
                + option.get().apply(endpoint) + "' in " + uri + ", but "
                + (before == null ? "was not set when the node started" : "'" + before + "' by " + earlier)
                + ". All endpoints of one name share one node: give it one value, or another name");
    }

    boolean sameAs(NodeSettings other) {
        return OPTIONS.stream().allMatch(option -> option.sameIn(effective, other.effective));
    }

    /** Root of the state directories of all identities. */
    Path stateDirectory() {
        String directory = given(effective.getStateDirectory());
        if (directory.isBlank()) {
            throw new IllegalArgumentException("stateDirectory is empty: name a directory, or leave the option out");
        }
        return Path.of(directory);
    }

    /** Where held messages are kept, null for a file in the state directory. */
    @Nullable
    HeldMessageStore heldMessages() {
        return effective.getHeldMessages();
    }

    /**
     * The complete options. Looks up host names, so it may block.
     *
     * @throws IllegalArgumentException if a value cannot be used; the message names the option and says what to write
     */
    NodeOptions toOptions() {
        if (effective.getEncryption() == Encryption.REQUIRED) {
            throw new IllegalArgumentException("encryption=REQUIRED of node '" + name
                    + "': this version of camel-ipmsg cannot encrypt yet, and will neither send plain text nor"
                    + " keep it on the disk against your will. Use AUTO or NEVER if plain text is acceptable");
        }
        @Nullable String bindAddress = effective.getBindAddress();
        @Nullable String allow = effective.getAllow();
        int discoveryPort = given(effective.getDiscoveryPort());
        return new NodeOptions(
                new Identity(given(effective.getUserName()), given(effective.getHostName())),
                given(effective.getNickname()),
                given(effective.getGroup()),
                given(effective.getPort()),
                bindAddress == null ? null : address("bindAddress", bindAddress),
                effective.getDiscovery() == Discovery.BROADCAST,
                discoveryAddresses(discoveryPort),
                discoveryPort,
                given(effective.getDiscoveryInterval()),
                named("charset", () -> Charsets.named(given(effective.getCharset()))),
                named(
                        "peerCharsets",
                        () -> split(effective.getPeerCharsets()).stream()
                                .map(PeerCharset::parse)
                                .toList()),
                given(effective.getUnmappable()),
                allow == null ? null : named("allow", () -> NodeOptions.networks(split(allow))),
                named("deny", () -> NodeOptions.networks(split(effective.getDeny()))),
                given(effective.getMaxMembers()),
                given(effective.getHostLists()),
                given(effective.getAbsenceInterval()));
    }

    /** Options with a default always have a value. */
    private static <T> T given(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    private List<InetSocketAddress> discoveryAddresses(int defaultPort) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String text : split(effective.getDiscoveryAddresses())) {
            addresses.add(HostAndPort.parse("discoveryAddresses", text, defaultPort));
        }
        return addresses;
    }

    /** Says which option it was, where the value alone was complained about. */
    private static <T> T named(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static InetAddress address(String option, String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(option + ": there is no host or address '" + text + "'", e);
        }
    }

    private static List<String> split(@Nullable String list) {
        return list == null
                ? List.of()
                : List.of(list.split(",")).stream()
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
    }
}
