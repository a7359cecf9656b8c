/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelipmsg.protocol.Body.HostListPage;
import io.github.camelipmsg.protocol.Body.HostListRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class HostListVectorsTest {
    private final PacketCodec codec = new PacketCodec(2425);

    @TestFactory
    Stream<DynamicTest> readsPages() {
        return Fixture.tests("hostlist", List.of("parse", "page"), vector -> {
            Fixture expected = vector.object("expect");
            HostListPage page = (HostListPage)
                    codec.decode(vector.bytes("packet_hex"), Fixture.CP932).body();

            assertThat(page).isEqualTo(page(expected));
            assertThat(page.hosts())
                    .extracting(HostRecord::removal)
                    .isEqualTo(expected.list("hosts")
                            .map(host -> host.has("remove") && host.flag("remove"))
                            .toList());
        });
    }

    @TestFactory
    Stream<DynamicTest> asksForTheNextPage() {
        return Fixture.tests("hostlist", List.of("page"), vector -> {
            HostListPage page = (HostListPage)
                    codec.decode(vector.bytes("packet_hex"), Fixture.CP932).body();
            Packet request = Packet.of(
                    PacketNumber.of(1),
                    new Identity("u", "h"),
                    CommandWord.of(Command.GETLIST),
                    new HostListRequest(page.nextStart()));

            assertThat(Frame.parse(Octets.of(codec.encode(request, Fixture.CP932)))
                            .main()
                            .text(Fixture.CP932))
                    .isEqualTo(vector.textOr("next_getlist_body", ""));
        });
    }

    @TestFactory
    Stream<DynamicTest> writesQueries() {
        return Fixture.tests("hostlist", List.of("format"), vector -> {
            Fixture input = vector.object("input");
            String start = input.text("body");
            Body body = input.command().command() == Command.GETLIST
                    ? new HostListRequest(start.isEmpty() ? 0 : Integer.parseInt(start))
                    : Body.EMPTY;
            Packet packet =
                    Packet.of(new PacketNumber(input.text("packet_no")), input.identity(), input.command(), body);
            byte[] bytes = codec.encode(packet, Fixture.CP932);

            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(vector.text("packet_hex"));
            assertThat(codec.decode(bytes, Fixture.CP932)).isEqualTo(packet);
        });
    }

    @TestFactory
    Stream<DynamicTest> writesPages() {
        return Fixture.tests("hostlist", List.of("format_body"), vector -> {
            Fixture input = vector.object("input");

            assertThat(HostListLayout.write(page(input), Fixture.charset(input.text("charset")))
                            .hex())
                    .isEqualTo(vector.text("body_hex"));
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesMalformedPages() {
        return Fixture.tests("hostlist", List.of("malformed"), vector -> {
            byte[] bytes = vector.bytes("packet_hex");
            MalformedPacketException refusal =
                    catchThrowableOfType(MalformedPacketException.class, () -> codec.decode(bytes, Fixture.CP932));

            assertThat(refusal.reason().name()).isEqualTo(vector.text("error"));
        });
    }

    private static HostListPage page(Fixture fixture) {
        return new HostListPage(
                (int) fixture.number("next_start"),
                (int) fixture.number("count"),
                fixture.list("hosts").map(HostListVectorsTest::host).toList());
    }

    private static HostRecord host(Fixture host) {
        return new HostRecord(
                host.identity(),
                (int) host.number("status"),
                host.text("address"),
                (int) host.number("port"),
                host.text("nick"),
                host.text("group"));
    }
}
