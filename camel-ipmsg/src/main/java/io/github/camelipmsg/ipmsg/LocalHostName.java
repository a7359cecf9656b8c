/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this machine calls itself. The operating system is asked first: a name server may take seconds, know another
 * name, or none, and then all such machines would be one to their peers.
 */
final class LocalHostName {
    private static final Path OF_THE_KERNEL = Path.of("/proc/sys/kernel/hostname"); // Linux

    private LocalHostName() {}

    static String find() {
        return find(OF_THE_KERNEL, System.getenv());
    }

    static String find(Path kernelName, Map<String, String> environment) {
        return Stream.of(read(kernelName), Optional.ofNullable(environment.get("COMPUTERNAME"))) // Windows
                .flatMap(Optional::stream)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(LocalHostName::lookedUp);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String lookedUp() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(':', '.'); // an IPv6 literal if it has no name
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
