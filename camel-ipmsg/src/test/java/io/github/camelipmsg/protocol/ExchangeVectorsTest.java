/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ExchangeVectorsTest {
    private final PacketCodec codec = new PacketCodec(2425);

    @TestFactory
    Stream<DynamicTest> readsEveryStepAndWritesItBack() {
        return Fixture.tests(
                "exchanges",
                List.of("exchange"),
                exchange -> exchange.list("steps").forEach(step -> {
                    Packet packet = codec.decode(step.bytes("packet_hex"), Fixture.CP932);

                    assertThat(packet.sender())
                            .isEqualTo(exchange.object(step.text("from")).identity());
                    assertThat(packet.number().digits()).isEqualTo(step.text("packet_no"));
                    assertThat(packet.command()).isEqualTo(step.command());
                    assertThat(packet.command().command().name()).isEqualTo(step.text("mode_name"));
                    assertThat(said(packet.body())).isEqualTo(step.text("body"));
                    assertThat(Octets.of(codec.encode(packet, Fixture.CP932)))
                            .isEqualTo(Octets.of(step.bytes("packet_hex")));
                }));
    }

    @TestFactory
    Stream<DynamicTest> recognisesWhichPacketIsAnswered() {
        return Fixture.tests("exchanges", List.of("exchange"), exchange -> {
            List<Packet> packets = exchange.list("steps")
                    .map(step -> codec.decode(step.bytes("packet_hex"), Fixture.CP932))
                    .toList();
            for (Packet packet : packets) {
                if (packet.body() instanceof Body.Reference reference) {
                    assertThat(packets)
                            .anyMatch(earlier -> !earlier.sender().equals(packet.sender())
                                    && reference.number().refersTo(earlier.number()));
                }
            }
        });
    }

    private static String said(Body body) {
        if (body instanceof Body.Text text) {
            return text.text();
        } else if (body instanceof Body.Reference reference) {
            return reference.number().digits();
        } else if (body instanceof Body.Information information) {
            return information.text();
        }
        assertThat(body).isEqualTo(Body.EMPTY);
        return "";
    }
}
