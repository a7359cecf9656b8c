/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/** Line ends are LF on the wire and in our values. */
final class LineEnds {
    private LineEnds() {}

    /** CRLF and a lone CR become LF. */
    static String normalize(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
