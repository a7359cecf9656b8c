/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses that share their leading bits, as {@code 192.0.2.0/24} or {@code 2001:db8::/32}.
 *
 * @param address any address of the range
 * @param prefixLength 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Subnet(InetAddress address, int prefixLength) {
    public Subnet {
        int bits = address.getAddress().length * Byte.SIZE;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + " of " + address.getHostAddress() + " is not within 0.." + bits);
        }
    }

    /**
     * Reads {@code address/bits}, or an address that stands for itself.
     *
     * @throws IllegalArgumentException if it is neither; the message says what to write
     */
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        byte @Nullable [] bytes =
                NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        try {
            if (bytes != null) { // else it is no address, and nothing is looked up
                int bits = slash < 0 ? bytes.length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
                return new Subnet(InetAddress.getByAddress(bytes), bits);
            }
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new IllegalArgumentException(notANetwork(text) + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(notANetwork(text));
    }

    private static String notANetwork(String text) {
        return "'" + text + "' is not a network such as 192.0.2.0/24 or 2001:db8::/32";
    }

    /** True if {@code candidate} is of the same family and has the same leading bits. */
    public boolean contains(InetAddress candidate) {
        byte[] ours = address.getAddress();
        byte[] theirs = candidate.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit += Byte.SIZE) {
            int wanted = Math.min(Byte.SIZE, prefixLength - bit);
            int mask = 0xff << (Byte.SIZE - wanted) & 0xff;
            if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The address whose bits after the prefix are all 1: the directed broadcast address of an IPv4 network. */
    public InetAddress last() {
        byte[] bytes = address.getAddress();
        for (int bit = prefixLength; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
