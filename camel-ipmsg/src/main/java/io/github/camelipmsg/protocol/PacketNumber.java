/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/**
 * The number of a packet as its sender wrote it: leading zeros count (the digits may be a cipher's initial vector) and
 * values wider than 32 bits occur (draft 14). Two are equal if their digits are.
 *
 * <p>A receipt refers to a packet by its number, but the official client prints numbers from 2^31 on as negative ones:
 * {@link #refersTo} allows for that.
 *
 * @param digits 1 to 20 ASCII digits; a reference may have a minus sign before them
 */
public record PacketNumber(String digits) {
    private static final int MAX_DIGITS = 20;

    /** Refuses other texts by an IllegalArgumentException, whose message does not repeat them. */
    public PacketNumber {
        if (!isNumber(digits)) {
            throw new IllegalArgumentException("A packet number is 1 to 20 decimal digits");
        }
    }

    /** A number of ours, 0 or more. */
    public static PacketNumber of(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("Negative packet number " + number);
        }
        return new PacketNumber(Long.toString(number));
    }

    /** Whether this reference, as it came in a receipt, means our packet of that number: compared modulo 2^32. */
    public boolean refersTo(long ours) {
        return low32() == (int) ours;
    }

    /** As {@link #refersTo(long)}. */
    public boolean refersTo(PacketNumber ours) {
        return low32() == ours.low32();
    }

    /** Negative ones occur only as references. */
    boolean negative() {
        return digits.charAt(0) == '-';
    }

    /** Only decimal digits, 1 to 20, with an optional minus sign. */
    static boolean isNumber(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int count = text.length() - start;
        if (count < 1 || count > MAX_DIGITS) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The number modulo 2^32: what a receipt can be looked up by. */
    public int low32() {
        int value = 0; // overflows as it should: 2^32 is what we compare modulo
        for (int i = negative() ? 1 : 0; i < digits.length(); i++) {
            value = value * 10 + (digits.charAt(i) - '0');
        }
        return negative() ? -value : value;
    }

    @Override
    public String toString() {
        return digits;
    }
}
