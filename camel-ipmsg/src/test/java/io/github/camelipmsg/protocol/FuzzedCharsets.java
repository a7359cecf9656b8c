/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import io.github.camelipmsg.fuzz.FuzzInput;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;

/** The charsets that packets are read and written in, for fuzz targets. */
public final class FuzzedCharsets {
    /** What users and peers choose; every other one that they could is held to the same by the test of the option. */
    private static final List<Charset> ALL = Stream.of(
                    "windows-31j",
                    "GBK",
                    "GB18030",
                    "x-windows-949",
                    "Big5",
                    "UTF-8",
                    "EUC-KR",
                    "EUC-JP",
                    "ISO-8859-1",
                    "Shift_JIS",
                    "Big5-HKSCS",
                    "windows-1252",
                    "TIS-620",
                    "x-EUC-TW",
                    "US-ASCII",
                    "KOI8-R")
            .map(Charset::forName)
            .toList();

    private FuzzedCharsets() {}

    public static Charset choose(FuzzInput input) {
        return input.oneOf(ALL);
    }
}
