/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of the Web out that somebody has open beside ours: a browser sends for each of them whatever needs no
 * permission, as a text/plain alert does. It tells their origin; and whose name they have made lead to this machine (DNS
 * rebinding) calls us by that name.
 */
final class OwnAddress {
    private static final Pattern IP = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]"); // no name, so no rebinding
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Pattern SCHEME = Pattern.compile("^https?://"); // a proxy may speak TLS for us

    private final List<String> names;

    /** @param names by which we may be called, besides IP addresses */
    OwnAddress(List<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** @throws SecurityException if this request is none of ours; the message says why */
    void check(Exchange exchange) {
        String called = called(exchange.getMessage().getHeader(Exchange.HTTP_URL, String.class));
        String host = PORT.matcher(called).replaceFirst("");
        if (!IP.matcher(host).matches() && !names.contains(host)) {
            throw new SecurityException(
                    "This gateway is not called '" + host + "': use its IP address, or set http-names");
        }
        Object origin = exchange.getMessage().getHeader("Origin"); // a list, if somebody tries several
        if (origin != null
                && !SCHEME.matcher(origin.toString()).replaceFirst("").equalsIgnoreCase(called)) {
            throw new SecurityException("Pages of other sites raise no alerts here, and read none: " + origin);
        }
    }

    private static String called(@Nullable String url) {
        String authority = url == null ? null : URI.create(url).getRawAuthority();
        return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    }
}
