/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.camelrun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local Maven repository with nothing but the component in it, as if {@code mvn install} had just put it there. */
record LocalRepository(Path directory) {
    private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

    static LocalRepository with(Path directory, String version) throws IOException {
        LocalRepository repository = new LocalRepository(directory);
        Path component = PROJECT.resolve("camel-ipmsg");
        repository.install(PROJECT.resolve("pom.xml"), "camel-ipmsg-parent", version, ".pom");
        repository.install(component.resolve("pom.xml"), "camel-ipmsg", version, ".pom");
        repository.install(
                component.resolve(Path.of("target", "camel-ipmsg-" + version + ".jar")),
                "camel-ipmsg",
                version,
                ".jar");
        return repository;
    }

    private void install(Path file, String artifact, String version, String suffix) throws IOException {
        Path folder = directory.resolve(Path.of("io", "github", "camelipmsg", artifact, version));
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(artifact + "-" + version + suffix));
    }
}
