/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointHeaderModel;

/** What the catalog says of options and headers, as Markdown for docs/ipmsg-component.md. Immutable. */
record CatalogTables(ComponentModel catalog) {
    /** How descriptions of headers begin that a producer sets. */
    private static final String SET_AFTER = "Set after sending: ";

    private static final List<String> OPTION_COLUMNS = List.of("option", "meaning", "default", "type");

    /** The catalog's groups, in the order in which people want to know them, and what the page calls them. */
    private static final Map<String, String> GROUPS = groups();

    /** What Camel gives to every component, in our words. */
    private static final Map<String, String> OF_EVERY_COMPONENT = Map.of(
            "autowiredEnabled",
            "Whether Camel may fill in an option that takes a bean with the only bean of its type in the registry."
                    + " None of this component's options asks for that.",
            "bridgeErrorHandler",
            "Whether what fails in a consumer outside of a route, such as a repository or a receipt, goes through the"
                    + " route's error handler. If not, it goes to `exceptionHandler`.",
            "exceptionHandler",
            "What becomes of such failures where they are not bridged. They are logged if not set.",
            "exchangePattern",
            "`InOut` sends what the route ends with back to the sender, as a confirmed message. `InOnly` if not set.",
            "lazyStartProducer",
            "Whether a producer starts with its first exchange instead of with its route, so that the route starts also"
                    + " where the node cannot.");

    private static Map<String, String> groups() {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("common", "The node");
        groups.put("security", "The node: security");
        groups.put("advanced", "The node: advanced");
        groups.put("consumer", "Consumer");
        groups.put("consumer (advanced)", "Consumer: advanced");
        groups.put("producer", "Producer");
        groups.put("producer (advanced)", "Producer: advanced");
        return groups;
    }

    /** @param section the words of its marker in the page */
    String section(String section) {
        return switch (section) {
            case "facts" -> facts();
            case "coordinates" -> coordinates();
            case "syntax" -> "    " + catalog.getSyntax() + "[?options]\n";
            case "options: component" -> componentOptions();
            case "options: path" ->
                table(OPTION_COLUMNS, catalog.getEndpointPathOptions().stream(), CatalogTables::row);
            case "options: endpoint" -> endpointOptions();
            case "headers" -> headers();
            default -> throw new AssertionError("No such section: " + section);
        };
    }

    // ---- the component -------------------------------------------------------------------------------------------

    private String facts() {
        String ends = catalog.isConsumerOnly()
                ? "Only consumer is supported"
                : catalog.isProducerOnly() ? "Only producer is supported" : "Both producer and consumer are supported";
        return "**Since " + catalog.getArtifactId() + " " + catalog.getFirstVersion() + ".** **" + ends + ".**\n\n"
                + catalog.getDescription() + "\n";
    }

    private String coordinates() {
        return "```xml\n<dependency>\n    <groupId>" + catalog.getGroupId() + "</groupId>\n    <artifactId>"
                + catalog.getArtifactId() + "</artifactId>\n    <version>" + catalog.getVersion()
                + "</version>\n</dependency>\n```\n";
    }

    // ---- options -------------------------------------------------------------------------------------------------

    private String componentOptions() {
        List<String> ours = catalog.getComponentOptions().stream()
                .map(BaseOptionModel::getName)
                .toList();
        List<String> shared = catalog.getEndpointParameterOptions().stream()
                .map(BaseOptionModel::getName)
                .toList();
        Stream<? extends BaseOptionModel> own =
                catalog.getComponentOptions().stream().filter(option -> !shared.contains(option.getName()));
        return table(OPTION_COLUMNS, own, CatalogTables::row)
                + "\nand, for all endpoints that do not set them themselves:\n\n"
                + GROUPS.entrySet().stream()
                        .map(group -> "- " + group.getValue() + ": "
                                + options(group.getKey()).stream()
                                        .filter(option -> ours.contains(option.getName()))
                                        .map(option -> "[" + code(option.getName()) + "](#" + anchor(option) + ")")
                                        .collect(Collectors.joining(", "))
                                + "\n")
                        .collect(Collectors.joining());
    }

    private String endpointOptions() {
        return GROUPS.keySet().stream()
                .map(group -> "#### " + GROUPS.get(group) + "\n\n"
                        + table(OPTION_COLUMNS, options(group).stream(), CatalogTables::row))
                .collect(Collectors.joining("\n"));
    }

    /** Ours in the order of their declaration, then those of every component. */
    List<? extends BaseOptionModel> options(String group) {
        List<String> declared = Stream.of(IpmsgNodeConfiguration.class, IpmsgConfiguration.class)
                .flatMap(bean -> Arrays.stream(bean.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(UriParam.class))
                .map(Field::getName)
                .toList();
        return catalog.getEndpointParameterOptions().stream()
                .filter(option -> option.getGroup().equals(group))
                .sorted(Comparator.comparing((BaseOptionModel option) -> !declared.contains(option.getName()))
                        .thenComparing(option -> declared.indexOf(option.getName())))
                .toList();
    }

    static Stream<String> groupNames() {
        return GROUPS.keySet().stream();
    }

    private static List<String> row(BaseOptionModel option) {
        return List.of(
                "<a id=\"" + anchor(option) + "\"></a>" + code(option.getName()),
                (option.isRequired() ? "**Required.** " : "")
                        + (option.isSecret() ? "**Secret.** " : "")
                        + meaning(option),
                option.getDefaultValue() == null
                        ? ""
                        : code(option.getDefaultValue().toString()),
                type(option));
    }

    private static String anchor(BaseOptionModel option) {
        return "option-" + option.getName().toLowerCase(Locale.ROOT);
    }

    private static String meaning(BaseOptionModel option) {
        return OF_EVERY_COMPONENT.getOrDefault(option.getName(), Catalog.description(option));
    }

    private static String type(BaseOptionModel option) {
        List<String> values = Catalog.values(option);
        if (!values.isEmpty()) {
            return values.stream()
                    .map(CatalogTables::code)
                    .collect(Collectors.joining(", ", option.getType().equals("enum") ? "" : "any of ", ""));
        }
        String name = simple(option.getJavaType());
        return code(Map.of("int", "Integer", "boolean", "Boolean").getOrDefault(name, name));
    }

    // ---- headers -------------------------------------------------------------------------------------------------

    enum Direction {
        READ_BY_PRODUCER("Read by a producer"),
        SET_BY_PRODUCER("Set by a producer"),
        SET_BY_CONSUMER("Set by a consumer");

        final String title;

        Direction(String title) {
            this.title = title;
        }

        boolean has(EndpointHeaderModel header) {
            boolean outcome = fullDescription(header).startsWith(SET_AFTER);
            return switch (this) {
                case READ_BY_PRODUCER -> header.getLabel().equals("producer") && !outcome;
                case SET_BY_PRODUCER -> header.getLabel().equals("producer") && outcome;
                case SET_BY_CONSUMER -> header.getLabel().equals("consumer");
            };
        }
    }

    Stream<EndpointHeaderModel> headers(Direction direction) {
        return catalog.getEndpointHeaders().stream().filter(direction::has);
    }

    private String headers() {
        return Arrays.stream(Direction.values())
                .map(direction -> "### " + direction.title + "\n\n"
                        + table(
                                List.of("header", "meaning", "type", "constant"),
                                headers(direction),
                                CatalogTables::row))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> row(EndpointHeaderModel header) {
        String text = fullDescription(header);
        String meaning = text.startsWith(SET_AFTER) ? text.substring(SET_AFTER.length()) : text;
        return List.of(
                code(header.getName()),
                meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1),
                code(simple(header.getJavaType())),
                code(constant(header)));
    }

    static String fullDescription(EndpointHeaderModel header) {
        try {
            Field field = IpmsgConstants.class.getField(constant(header));
            return field.getAnnotation(Metadata.class).description();
        } catch (NoSuchFieldException e) {
            throw new AssertionError("The catalog has a header that is no more; generate it anew", e);
        }
    }

    private static String constant(EndpointHeaderModel header) {
        String constant = Objects.requireNonNull(header.getConstantName(), header.getName());
        return constant.substring(constant.indexOf('#') + 1);
    }

    // ---- Markdown ------------------------------------------------------------------------------------------------

    private static <T> String table(List<String> titles, Stream<T> things, Function<T, List<String>> cells) {
        return line(titles)
                + line(titles.stream().map(title -> "---").toList())
                + things.map(cells).map(CatalogTables::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String simple(String javaType) {
        return javaType.replaceAll("\\b([a-z]+\\.)+", "");
    }
}
