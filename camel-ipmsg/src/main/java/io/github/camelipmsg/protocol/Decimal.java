/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/** Numbers as the wire has them: ASCII digits, nothing else. */
final class Decimal {
    private static final long MAX = 0xffffffffL;

    private Decimal() {}

    /** A number of 32 bits without sign, or -1 if the bytes are no such number. */
    static long unsigned32(Octets digits) {
        return digits.isEmpty() ? -1 : unsigned32(digits, 0, digits.length());
    }

    /** As {@link #unsigned32}, with blanks around the digits. */
    static long padded(Octets field) {
        int start = 0;
        int end = field.length();
        while (start < end && isBlank(field.at(start))) {
            start++;
        }
        while (start < end && isBlank(field.at(end - 1))) {
            end--;
        }
        return start == end ? -1 : unsigned32(field, start, end);
    }

    private static long unsigned32(Octets digits, int start, int end) {
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = digits.at(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > MAX) {
                return -1;
            }
        }
        return value;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}
