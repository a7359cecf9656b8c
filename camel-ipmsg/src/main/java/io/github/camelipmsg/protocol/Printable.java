/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/** Makes a peer's text safe to log and to show: one line, bounded, and nothing invisible in it. */
public final class Printable {
    private static final int LENGTH = 100;

    private Printable() {}

    /** Control, format (bidi among them), private and unassigned characters become a dot; what is over {@value #LENGTH} characters is cut. */
    public static String of(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(LENGTH).map(Printable::visible).forEach(safe::appendCodePoint);
        if (text.codePointCount(0, text.length()) > LENGTH) {
            safe.append("...");
        }
        return safe.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> '.';
            default -> codePoint;
        };
    }
}
