/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Addresses as users write and read them: {@code 192.0.2.7:2425}, {@code [2001:db8::7]:2425}. */
public final class SocketAddresses {
    /** Two colons at least: the platform takes what has less for a name, and asks a name server. */
    private static final String V6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[0-9A-Za-z._-]+)?";

    private static final Pattern LITERAL =
            Pattern.compile("(?<v4>[0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?::(?<port4>[0-9]{1,5}))?"
                    + "|\\[(?<v6>" + V6 + ")](?::(?<port6>[0-9]{1,5}))?"
                    + "|(?<bare6>" + V6 + ")");

    /** An address with the longest name of an interface that there may be, and then some; bounds what the pattern tries. */
    private static final int MOST_CHARACTERS = 128;

    private SocketAddresses() {}

    /** An unresolved one is shown by its name alone. */
    public static String format(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return address.getHostString();
        }
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /**
     * Reads an address, never a name: nothing is looked up.
     *
     * @param defaultPort for a text without a port; 0 if that shall stand for any
     * @return empty if the text is not an address, or the port in it is not within 1 to 65535
     */
    public static Optional<InetSocketAddress> parse(String text, int defaultPort) {
        Matcher literal = LITERAL.matcher(text);
        if (text.length() > MOST_CHARACTERS || !literal.matches()) {
            return Optional.empty();
        }
        String host = firstPresent(literal.group("v4"), literal.group("v6"), literal.group("bare6"));
        String port = firstPresent(literal.group("port4"), literal.group("port6"), Integer.toString(defaultPort));
        int number = Integer.parseInt(port);
        boolean isGiven = literal.group("port4") != null || literal.group("port6") != null;
        if (isGiven && (number < 1 || number > 0xffff)) {
            return Optional.empty();
        }
        if (literal.group("v4") != null
                && Stream.of(host.split("\\.")).anyMatch(byteOf -> Integer.parseInt(byteOf) > 0xff)) {
            return Optional.empty(); // getByName would ask a name server
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByName(host), number));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String firstPresent(String... candidates) {
        for (String candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        throw new IllegalStateException("a pattern matched without any of its groups");
    }
}
