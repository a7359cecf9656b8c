/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which sources are listened to. */
class AccessListTest extends NodeTest {
    private Transport transport;

    @BeforeEach
    void opensATransport() throws IOException {
        transport = network.host("10.1.0.1", "2001:db8:1::1/64").open("bot", null, 2425);
    }

    @AfterEach
    void closesTheTransport() {
        simulation.await(transport.close(), Duration.ofSeconds(1));
    }

    @Test
    void listensToNeighboursUnlessToldOtherwise() throws IOException {
        AccessList list = list(nodes.node("bot", "10.1.0.1"));

        assertListens(list, "10.1.0.9", "127.0.0.1", "::1", "169.254.3.4", "fe80::7", "2001:db8:1::7");
        assertIgnores(list, "10.1.1.9", "192.0.2.7", "2001:db8:2::7");
    }

    @Test
    void listensToDiscoveryAddresses() throws IOException {
        AccessList list = list(nodes.node("bot", "10.1.0.1").discovers("192.0.2.7:2426"));

        assertListens(list, "192.0.2.7", "10.1.0.9");
        assertIgnores(list, "192.0.2.8");
    }

    @Test
    void listensToNobodyButWhomItIsTold() throws IOException {
        AccessList list = list(nodes.node("bot", "10.1.0.1").allow("192.0.2.0/24", "2001:db8:2::/48"));

        assertListens(list, "192.0.2.7", "2001:db8:2::7");
        assertIgnores(list, "10.1.0.9", "2001:db8:1::7");
    }

    @Test
    void listensToNobodyWhoIsDenied() throws IOException {
        AccessList list = list(nodes.node("bot", "10.1.0.1").allow("10.0.0.0/8").deny("10.1.0.0/28", "10.1.0.20"));

        assertListens(list, "10.1.0.16", "10.1.0.21");
        assertIgnores(list, "10.1.0.15", "10.1.0.20");
    }

    @Test
    void listensToNoAddressOfMany() throws IOException {
        AccessList list = list(nodes.node("bot", "10.1.0.1").allow("0.0.0.0/0", "::/0"));

        assertIgnores(list, "10.1.0.255", "255.255.255.255", "0.0.0.0", "224.0.0.1", "ff15::979", "::");
        assertListens(list, "8.8.8.8");
    }

    private AccessList list(NodeSetup setup) {
        return new AccessList(setup.options(), transport);
    }

    private static void assertListens(AccessList list, String... addresses) throws IOException {
        for (String address : addresses) {
            assertThat(list.listensTo(InetAddress.getByName(address)))
                    .as(address)
                    .isTrue();
        }
    }

    private static void assertIgnores(AccessList list, String... addresses) throws IOException {
        for (String address : addresses) {
            assertThat(list.listensTo(InetAddress.getByName(address)))
                    .as(address)
                    .isFalse();
        }
    }
}
