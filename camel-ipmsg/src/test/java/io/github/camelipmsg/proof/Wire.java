/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One datagram as the ledger and the foreign peers read it: by the few facts that they need, not by the code under test.
 * Every byte is one character here.
 *
 * @param options the command without its low eight bits
 * @param body everything behind the fifth colon
 */
record Wire(String version, String digits, String user, String host, int mode, long options, String body) {
    static final int NOOPERATION = 0x00;
    static final int BR_ENTRY = 0x01;
    static final int BR_EXIT = 0x02;
    static final int ANSENTRY = 0x03;
    static final int BR_ABSENCE = 0x04;
    static final int SENDMSG = 0x20;
    static final int RECVMSG = 0x21;
    static final int READMSG = 0x30;
    static final int ANSREADMSG = 0x32;

    static final long SENDCHECKOPT = 0x100;
    static final long SECRETOPT = 0x200;
    static final long BROADCASTOPT = 0x400;
    static final long AUTORETOPT = 0x2000;
    static final long READCHECKOPT = 0x100000;
    static final long FILEATTACHOPT = 0x200000;
    static final long CAPUTF8OPT = 0x1000000;

    /** Every text of the proof begins with such a word: message 17, word 1. A text that may be cut is full of them. */
    private static final Pattern WORD = Pattern.compile("#([0-9]+)~([0-9]+)");

    static Optional<Wire> read(byte[] bytes) {
        String[] fields = new String(bytes, StandardCharsets.ISO_8859_1).split(":", 6);
        if (fields.length < 6 || !isNumber(fields[1], 20) || !isNumber(fields[4], 10)) {
            return Optional.empty();
        }
        long command = Long.parseLong(fields[4]);
        return Optional.of(new Wire(
                fields[0], fields[1], fields[2], fields[3], (int) (command & 0xff), command & ~0xffL, fields[5]));
    }

    static byte[] write(String version, String digits, String user, String host, long command, String main) {
        return (version + ":" + digits + ":" + user + ":" + host + ":" + command + ":" + main + "\0")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isNumber(String field, int mostDigits) {
        int length = field.length();
        for (int i = 0; i < length; i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return false;
            }
        }
        return length > 0 && length <= mostDigits;
    }

    boolean has(long option) {
        return (options & option) != 0;
    }

    long number() {
        return Long.parseLong(digits);
    }

    /** Up to the first NUL. */
    String main() {
        int end = body.indexOf('\0');
        return end < 0 ? body : body.substring(0, end);
    }

    /** The number that a receipt or a read notice is about; 0 if there is none. */
    long reference() {
        String main = main();
        return isNumber(main, 18) ? Long.parseLong(main) : 0;
    }

    boolean isEntry() {
        return mode == BR_ENTRY || mode == ANSENTRY || mode == BR_ABSENCE;
    }

    String sender() {
        return user + "@" + host;
    }

    /** By which a text, or a part of one, is known: its first word. */
    static Optional<String> key(String text) {
        Matcher word = WORD.matcher(text);
        return word.find() ? Optional.of(word.group()) : Optional.empty();
    }

    /** The message that a text, or a part of one, is of. */
    static int message(String key) {
        return Integer.parseInt(key.substring(1, key.indexOf('~')));
    }

    /** Tells each word of a text to {@code each}. */
    static void words(String text, IntConsumer each) {
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            each.accept(Integer.parseInt(word.group(2)));
        }
    }
}
