/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import io.github.camelipmsg.ipmsg.UserInputFuzz;
import io.github.camelipmsg.node.LargeFuzz;
import io.github.camelipmsg.node.NodeFuzz;
import io.github.camelipmsg.node.TextFuzz;
import io.github.camelipmsg.protocol.BodyFuzz;
import io.github.camelipmsg.protocol.PacketFuzz;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is fuzzed. Each is a method that takes any bytes and throws if what they lead to is wrong. */
public enum FuzzTarget {
    /** Whole datagrams, in every charset. */
    PACKETS(PacketFuzz.class),
    /** The body of every command, behind a sound header. */
    BODIES(BodyFuzz.class),
    /** Patterns repeated up to the largest datagram: nothing takes long. */
    LARGE(LargeFuzz.class),
    /** Texts that are told apart, and cut into parts. */
    TEXTS(TextFuzz.class),
    /** What users write into options and headers. */
    USER_INPUT(UserInputFuzz.class),
    /** Datagrams from all kinds of addresses to a whole node. */
    NODE(NodeFuzz.class),
    /** A decoder with a fault that must be found; not among {@link #sound()}. */
    PLANTED(PlantedDecoderFault.class),
    /** A node with a fault that must be found; not among {@link #sound()}. */
    PLANTED_NODE(PlantedNodeFault.class);

    private final Class<?> type;

    FuzzTarget(Class<?> type) {
        this.type = type;
    }

    /** Those in which nothing may be found. */
    public static List<FuzzTarget> sound() {
        return List.of(NODE, PACKETS, BODIES, LARGE, TEXTS, USER_INPUT);
    }

    /** Those with a fault that must be found, and what is said of it then. */
    static Map<FuzzTarget, String> planted() {
        return Map.of(PLANTED, PlantedDecoderFault.STORY, PLANTED_NODE, PlantedNodeFault.STORY);
    }

    /** The class with the method that the fuzzer calls. */
    public String className() {
        return type.getName();
    }

    /** Runs one input. */
    public void accept(byte[] input) {
        switch (this) {
            case PACKETS -> PacketFuzz.fuzzerTestOneInput(input);
            case BODIES -> BodyFuzz.fuzzerTestOneInput(input);
            case LARGE -> LargeFuzz.fuzzerTestOneInput(input);
            case TEXTS -> TextFuzz.fuzzerTestOneInput(input);
            case USER_INPUT -> UserInputFuzz.fuzzerTestOneInput(input);
            case NODE -> NodeFuzz.fuzzerTestOneInput(input);
            case PLANTED -> PlantedDecoderFault.fuzzerTestOneInput(input);
            case PLANTED_NODE -> PlantedNodeFault.fuzzerTestOneInput(input);
        }
    }

    /** Where to begin: what the vectors and captures hold. */
    public List<byte[]> seeds() {
        return switch (this) {
            case PACKETS -> Seeds.packets();
            case BODIES -> Seeds.bodies();
            case LARGE -> Seeds.large();
            case TEXTS -> Seeds.texts();
            case USER_INPUT -> Seeds.userInput();
            case NODE, PLANTED_NODE -> Seeds.scripts();
            case PLANTED -> Seeds.planted();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
