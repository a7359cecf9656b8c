/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The bytes of one fuzz input, read from front to back; what is behind their end is zero. */
public final class FuzzInput {
    private final byte[] bytes;
    private int next;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean hasMore() {
        return next < bytes.length;
    }

    /** 0 to 255. */
    public int number() {
        return hasMore() ? bytes[next++] & 0xff : 0;
    }

    public boolean flag() {
        return (number() & 1) != 0;
    }

    /** One of these, all as likely. */
    public <T> T oneOf(List<T> choices) {
        return choices.get(number() % choices.size());
    }

    /** The options of a command word: the bits above its code. */
    public int options() {
        return number() << 24 | number() << 16 | number() << 8;
    }

    /** That many bytes, or as many as are left. */
    public byte[] bytes(int most) {
        int end = Math.min(bytes.length, next + most);
        byte[] taken = Arrays.copyOfRange(bytes, next, end);
        next = end;
        return taken;
    }

    /** Up to 255 bytes, behind a byte that says how many. */
    public byte[] field() {
        return bytes(number());
    }

    public byte[] rest() {
        return bytes(bytes.length - next);
    }

    /** What is left, in UTF-8. */
    public String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }
}
