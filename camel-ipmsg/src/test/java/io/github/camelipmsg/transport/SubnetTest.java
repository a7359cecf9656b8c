/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 24, 192.0.2.0, true",
        "192.0.2.7, 24, 192.0.2.255, true",
        "192.0.2.7, 24, 192.0.3.7, false",
        "192.0.2.130, 25, 192.0.2.129, true",
        "192.0.2.130, 25, 192.0.2.127, false",
        "10.255.0.1, 9, 10.128.0.1, true",
        "10.255.0.1, 9, 10.127.255.255, false",
        "192.0.2.7, 32, 192.0.2.7, true",
        "192.0.2.7, 32, 192.0.2.6, false",
        "192.0.2.7, 0, 255.255.255.255, true",
        "2001:db8::1, 32, 2001:db8:ffff::1, true",
        "2001:db8::1, 32, 2001:db9::1, false",
        "2001:db8::1, 127, 2001:db8::, true",
        "2001:db8::1, 128, 2001:db8::, false",
    })
    void containsWhatSharesItsLeadingBits(String address, int prefix, String candidate, boolean inside)
            throws UnknownHostException {
        assertThat(subnet(address, prefix).contains(InetAddress.getByName(candidate)))
                .isEqualTo(inside);
    }

    @Test
    void neverMixesFamilies() throws UnknownHostException {
        assertThat(subnet("0.0.0.0", 0).contains(InetAddress.getByName("2001:db8::1")))
                .isFalse();
        assertThat(subnet("::", 0).contains(InetAddress.getByName("192.0.2.1"))).isFalse();
    }

    @Test
    void takesAnIpv4AddressInIpv6ClothesForWhatItIs() throws UnknownHostException {
        assertThat(subnet("192.0.2.0", 24).contains(InetAddress.getByName("::ffff:192.0.2.9")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 24, 192.0.2.255",
        "192.0.2.7, 30, 192.0.2.7",
        "10.1.2.3, 12, 10.15.255.255",
        "127.0.0.1, 8, 127.255.255.255",
        "192.0.2.7, 0, 255.255.255.255",
        "192.0.2.7, 32, 192.0.2.7",
    })
    void lastAddressIsTheDirectedBroadcast(String address, int prefix, String last) throws UnknownHostException {
        assertThat(subnet(address, prefix).last()).isEqualTo(InetAddress.getByName(last));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 33", "192.0.2.7, -1", "2001:db8::1, 129"})
    void refusesPrefixesThatTheFamilyDoesNotHave(String address, int prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subnet(address, prefix))
                .withMessageContaining(String.valueOf(prefix));
    }

    @Test
    void isWrittenAsAPrefix() throws UnknownHostException {
        assertThat(subnet("192.0.2.0", 24)).hasToString("192.0.2.0/24");
    }

    private static Subnet subnet(String address, int prefix) throws UnknownHostException {
        return new Subnet(InetAddress.getByName(address), prefix);
    }
}
