/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.nio.charset.Charset;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a long text into messages that fit, each marked with its place, as in {@code (2/3) }. Without the marks they make
 * the text again: cuts are made after a line end or a blank where there is one, else between two characters as people see them.
 */
final class MessageParts {
    static final int MAX_PARTS = 999;
    /** Room for the longest mark, {@code (999/999) }, which is ASCII. */
    private static final int MARK = 10;

    private MessageParts() {}

    /**
     * Cuts a text.
     *
     * @param bytes that each part may have in that charset
     * @return the text alone if it fits; empty if it would take more than {@value #MAX_PARTS} parts
     */
    static List<String> of(String text, Charset charset, int bytes) {
        int length = text.getBytes(charset).length;
        if (length <= bytes) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int room = bytes - MARK;
        if (length > (long) MAX_PARTS * room) {
            return List.of();
        }
        int begin = 0;
        while (begin < text.length()) {
            if (parts.size() == MAX_PARTS) {
                return List.of();
            }
            int end = end(text, begin, charset, room);
            if (end == begin) {
                return List.of(); // a single character that does not fit
            }
            parts.add(text.substring(begin, end));
            begin = end;
        }
        List<String> marked = new ArrayList<>();
        for (String part : parts) {
            marked.add("(" + (marked.size() + 1) + "/" + parts.size() + ") " + part);
        }
        return marked;
    }

    /** Where the part that begins there ends: a good place in its second half, or where it is full. */
    private static int end(String text, int begin, Charset charset, int room) {
        // no character has less than one byte for each of its chars, in any charset that we write
        String most = text.substring(begin, Math.min(text.length(), begin + room));
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(begin, Math.min(text.length(), begin + room + 1)));
        int full = 0;
        int used = 0;
        int line = 0;
        int blank = 0;
        for (int next = characters.next();
                next != BreakIterator.DONE && next <= most.length();
                next = characters.next()) {
            used += most.substring(full, next).getBytes(charset).length;
            if (used > room) {
                break;
            }
            full = next;
            char last = most.charAt(next - 1);
            line = last == '\n' ? next : line;
            blank = Character.isWhitespace(last) ? next : blank;
        }
        if (begin + full == text.length()) {
            return text.length();
        }
        return begin + (line > full / 2 ? line : blank > full / 2 ? blank : full);
    }
}
