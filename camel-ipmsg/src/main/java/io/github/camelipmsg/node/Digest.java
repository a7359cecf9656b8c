/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The first 128 bits of a SHA-256 hash: takes the same room whatever it stands for. Two contents with one digest can be made
 * in 2^64 attempts; one with the digest of a given content takes 2^128.
 */
record Digest(long begin, long end) {
    /** Of the first bytes. */
    static Digest of(byte[] bytes, int length) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(bytes, length));
        return new Digest(hash.getLong(), hash.getLong());
    }

    static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(begin) + hex.toHexDigits(end);
    }
}
