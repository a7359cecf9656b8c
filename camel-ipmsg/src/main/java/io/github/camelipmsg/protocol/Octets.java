/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** An immutable byte string. */
public final class Octets {
    /** No bytes at all. */
    public static final Octets EMPTY = new Octets(new byte[0]);

    private static final int SHOWN = 32;

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the bytes: changing the array later changes nothing here. */
    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
    }

    /** The text in that charset; what it lacks becomes its replacement, mostly {@code ?}. */
    public static Octets of(String text, Charset charset) {
        return text.isEmpty() ? EMPTY : new Octets(text.getBytes(charset));
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The byte there. */
    public byte at(int index) {
        return bytes[index];
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** Malformed bytes become the charset's replacement character. */
    public String text(Charset charset) {
        return new String(bytes, charset);
    }

    /** Two hexadecimal digits for each byte, in lower case. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** The index of that byte from {@code start} on, or -1. */
    int indexOf(char wanted, int start) {
        for (int i = start; i < bytes.length; i++) {
            if (bytes[i] == (byte) wanted) {
                return i;
            }
        }
        return -1;
    }

    boolean contains(char wanted) {
        return indexOf(wanted, 0) >= 0;
    }

    /** The bytes from {@code start} up to but not including {@code end}. */
    Octets slice(int start, int end) {
        if (start == 0 && end == bytes.length) {
            return this;
        }
        return start == end ? EMPTY : new Octets(Arrays.copyOfRange(bytes, start, end));
    }

    /**
     * The pieces between the separators, empty ones included: one more than there are separators.
     *
     * @param limit at most so many pieces; the last one then holds the rest, separators included
     */
    List<Octets> split(char separator, int limit) {
        List<Octets> pieces = new ArrayList<>();
        int start = 0;
        int end = indexOf(separator, start);
        while (end >= 0 && pieces.size() + 1 < limit) {
            pieces.add(slice(start, end));
            start = end + 1;
            end = indexOf(separator, start);
        }
        pieces.add(slice(start, bytes.length));
        return pieces;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Hexadecimal, of longer strings just the beginning and the length. */
    @Override
    public String toString() {
        return bytes.length <= SHOWN
                ? hex()
                : HexFormat.of().formatHex(bytes, 0, SHOWN) + "... (" + bytes.length + " bytes)";
    }
}
