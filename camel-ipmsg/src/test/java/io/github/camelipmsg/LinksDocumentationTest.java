/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every relative link in a page of the repository leads to a file, and its anchor to a heading there; every test that a
 * table names is there.
 */
class LinksDocumentationTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    /** What may hold what is no page of ours. */
    private static final Set<String> PASSED_OVER = Set.of("target", "node_modules");

    private static final Pattern FENCED = Pattern.compile("(?ms)^(```|~~~).*?^\\1");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\s*\\|.*");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Properties))`");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern ABSOLUTE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *$");
    private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\">");

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int followed = 0;
        for (Path page : pages()) {
            Matcher links = LINK.matcher(prose(page).replaceAll(CODE.pattern(), ""));
            while (links.find()) {
                if (!ABSOLUTE.matcher(links.group(1)).matches()) {
                    followed++;
                    if (!leadsSomewhere(page, links.group(1))) {
                        broken.add(REPOSITORY.relativize(page) + " links to " + links.group(1));
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(followed).isGreaterThan(30);
    }

    @Test
    void everyTestThatATableNamesIsThere() throws IOException {
        Set<String> there = new HashSet<>();
        for (Path source : files(".java")) {
            if (source.toString().contains(TESTS.toString())) {
                there.add(source.getFileName().toString().replace(".java", ""));
            }
        }
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path page : pages()) {
            Matcher rows = ROW.matcher(prose(page));
            while (rows.find()) {
                Matcher tests = TEST.matcher(rows.group());
                while (tests.find()) {
                    named++;
                    if (!there.contains(tests.group(1))) {
                        missing.add(REPOSITORY.relativize(page) + " names " + tests.group(1));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(200);
    }

    private boolean leadsSomewhere(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return target.startsWith(REPOSITORY)
                && Files.exists(target)
                && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    private static List<Path> pages() throws IOException {
        return files(".md");
    }

    private static List<Path> files(String ending) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(REPOSITORY, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean ours = directory.equals(REPOSITORY) || !(name.startsWith(".") || PASSED_OVER.contains(name));
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String prose(Path page) throws IOException {
        return FENCED.matcher(Files.readString(page)).replaceAll("");
    }

    /** What headings are called in links, as GitHub makes it of their words. */
    private Set<String> anchors(Path page) throws IOException {
        Set<String> known = anchors.get(page);
        if (known == null) {
            known = new HashSet<>();
            String prose = prose(page);
            Matcher headings = HEADING.matcher(prose);
            while (headings.find()) {
                String slug = slug(headings.group(1));
                String unique = slug;
                for (int n = 1; !known.add(unique); n++) {
                    unique = slug + "-" + n;
                }
            }
            ANCHOR.matcher(prose).results().map(anchor -> anchor.group(1)).forEach(known::add);
            anchors.put(page, known);
        }
        return known;
    }

    private static String slug(String heading) {
        return heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}_\\- ]", "")
                .replace(' ', '-');
    }
}
