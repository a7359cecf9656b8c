/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import io.github.camelipmsg.protocol.Body.HostListPage;
import io.github.camelipmsg.protocol.Body.HostListRequest;
import io.github.camelipmsg.protocol.MalformedPacketException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Host lists in bytes (official client 4.99): every field is followed by BEL.
 *
 * <pre>
 * next count { user host status address port nickname group }*
 * </pre>
 */
final class HostListLayout {
    private static final char BEL = 7;
    private static final String NONE = "\b";
    private static final int FIELDS = 7;
    private static final int MAX_RECORDS = 10_000;
    private static final int DEFAULT_PORT = 2425;

    private HostListLayout() {}

    /** Official clients ask for the first page by an empty section; what is no number asks for it too. */
    static HostListRequest readRequest(Octets main) {
        long start = Decimal.padded(main);
        return new HostListRequest(start > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) Math.max(start, 0));
    }

    static Octets write(HostListRequest request) {
        return Octets.of(request.start() == 0 ? "" : Integer.toString(request.start()), StandardCharsets.US_ASCII);
    }

    /** Records that cannot be used, and a last one that was cut off, are left out. */
    static HostListPage read(Octets main, TextReading reading, int ownPort) {
        List<Octets> fields = main.split(BEL, 2 + FIELDS * MAX_RECORDS + 1);
        if (fields.size() < 2) {
            throw new MalformedPacketException(Reason.HOSTLIST_BAD_HEADER);
        }
        int next = number(fields.get(0));
        int count = number(fields.get(1));
        List<HostRecord> hosts = new ArrayList<>();
        for (int i = 2; i + FIELDS <= fields.size(); i += FIELDS) {
            record(fields.subList(i, i + FIELDS), reading, ownPort).ifPresent(hosts::add);
        }
        return new HostListPage(next, count, hosts);
    }

    static Octets write(HostListPage page, Charset charset) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, Octets.of(String.format(Locale.ROOT, "%5d", page.nextStart()), StandardCharsets.US_ASCII));
        field(out, Octets.of(String.format(Locale.ROOT, "%5d", page.count()), StandardCharsets.US_ASCII));
        page.hosts().forEach(host -> out.writeBytes(bytes(host, charset)));
        return Octets.of(out.toByteArray());
    }

    static byte[] bytes(HostRecord host, Charset charset) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        field(out, Names.header(host.identity().user(), charset));
        field(out, Names.header(host.identity().host(), charset));
        field(out, Octets.of(Integer.toUnsignedString(host.status()), StandardCharsets.US_ASCII));
        field(out, Names.shown(host.address(), StandardCharsets.US_ASCII));
        field(out, Octets.of(Integer.toString(swapped(host.port())), StandardCharsets.US_ASCII));
        field(out, orNone(Names.shown(host.nickname(), charset)));
        field(out, orNone(Names.shown(host.group(), charset)));
        return out.toByteArray();
    }

    private static Octets orNone(Octets name) {
        return name.isEmpty() ? Octets.of(NONE, StandardCharsets.US_ASCII) : name;
    }

    private static void field(ByteArrayOutputStream out, Octets field) {
        out.writeBytes(field.toByteArray());
        out.write(BEL);
    }

    private static Optional<HostRecord> record(List<Octets> fields, TextReading reading, int ownPort) {
        Identity identity = new Identity(reading.name(fields.get(0)), reading.name(fields.get(1)));
        long status = Decimal.padded(fields.get(2));
        long port = Decimal.padded(fields.get(4));
        if (!identity.identified() || status < 0 || port < 0 || port > 0xffff) {
            return Optional.empty();
        }
        return Optional.of(new HostRecord(
                identity,
                (int) status,
                reading.name(fields.get(3)),
                port == DEFAULT_PORT || port == ownPort ? (int) port : swapped((int) port),
                shown(reading.name(fields.get(5))),
                shown(reading.name(fields.get(6)))));
    }

    private static String shown(String name) {
        return name.equals(NONE) ? "" : name;
    }

    private static int number(Octets field) {
        long number = Decimal.padded(field);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new MalformedPacketException(
                    Reason.HOSTLIST_BAD_HEADER,
                    field.slice(0, Math.min(field.length(), 32)).text(StandardCharsets.US_ASCII));
        }
        return (int) number;
    }

    /** Ports stand with their two bytes swapped: what htons makes of them on a PC. */
    private static int swapped(int port) {
        return (port & 0xff) << 8 | port >> 8;
    }
}
