/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the commands in the pages of the documentation. */
final class DocumentedCommands {
    static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:sh|bash|shell|console)\\n(.*?)^```");
    private static final Pattern ANY_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern INDENTED = Pattern.compile("(?m)^ {4}(.*)$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    /** How code begins that is meant to be typed; {@code camel run} alone is the name of a thing. */
    private static final Pattern COMMAND = Pattern.compile("(?:[A-Z_]+=\\S+ )*(?:sudo )?"
            + "(?:examples/[a-z-]+/run\\b|\\.ci/[a-z]+\\b|(?:mvn|java|curl|git|kubectl|docker|podman|camel run|jbang"
            + "|ufw|firewall-cmd|iptables|nft|netsh|New-NetFirewallRule|Get-NetConnectionProfile|Set-NetConnectionProfile"
            + "|sysctl|ss|ip|ping|nc|tcpdump|systemctl|apt-get|lsof) \\S).*");

    private DocumentedCommands() {}

    /** By command: the pages where it stands. */
    static Map<String, Set<String>> all() throws IOException {
        Map<String, Set<String>> commands = new TreeMap<>();
        for (Path page : pages()) {
            for (String command : in(Files.readString(page))) {
                commands.computeIfAbsent(command, any -> new TreeSet<>())
                        .add(PROJECT.relativize(page).toString());
            }
        }
        return commands;
    }

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        List<Path> folders = new ArrayList<>(List.of(PROJECT, PROJECT.resolve(Path.of("camel-ipmsg", "docs"))));
        try (Stream<Path> examples = Files.list(PROJECT.resolve("examples"))) {
            examples.filter(Files::isDirectory).sorted().forEach(folders::add);
        }
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    /** Every line of a shell block, and whatever else begins as a command does. */
    static List<String> in(String page) {
        Stream<String> lines =
                found(BLOCK, page).flatMap(String::lines).filter(line -> !line.isBlank() && !line.startsWith("#"));
        String rest = ANY_BLOCK.matcher(page).replaceAll("");
        Stream<String> others = Stream.concat(found(INDENTED, rest), found(SPAN, rest))
                .filter(code -> COMMAND.matcher(code).matches());
        return Stream.concat(lines, others).map(String::strip).toList();
    }

    private static Stream<String> found(Pattern pattern, String page) {
        return pattern.matcher(page).results().map((MatchResult match) -> match.group(1));
    }
}
