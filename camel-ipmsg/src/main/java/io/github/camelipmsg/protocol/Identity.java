/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who sent a packet: user and host name together, compared without regard to ASCII case (draft 14). Free text of a peer: it identifies, but proves nothing.
 *
 * @param user the user name with its key fingerprint, if it has one; empty if the packet named none
 * @param host the host name; empty if the packet named none
 */
public record Identity(String user, String host) {
    private static final Pattern FINGERPRINT = Pattern.compile("-<([0-9A-Fa-f]{16})>");

    /** False if a name is empty: such a sender must not become a member. */
    public boolean identified() {
        return !user.isEmpty() && !host.isEmpty();
    }

    /**
     * The fingerprint of the key that this name claims, as 16 lower-case hexadecimal digits. As in the official client
     * it counts wherever it stands in the user name.
     */
    public Optional<String> fingerprint() {
        Matcher matcher = FINGERPRINT.matcher(user);
        return matcher.find() ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** The user name up to its fingerprint. */
    public String userWithoutFingerprint() {
        Matcher matcher = FINGERPRINT.matcher(user);
        return matcher.find() ? user.substring(0, matcher.start()) : user;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that
                && lowerCase(user).equals(lowerCase(that.user))
                && lowerCase(host).equals(lowerCase(that.host));
    }

    @Override
    public int hashCode() {
        return 31 * lowerCase(user).hashCode() + lowerCase(host).hashCode();
    }

    /** Equal names written alike: for what is kept outside of this process. */
    public Identity lowerCase() {
        return new Identity(lowerCase(user), lowerCase(host));
    }

    /** {@code user@host}, safe to log. */
    @Override
    public String toString() {
        return Printable.of(user) + "@" + Printable.of(host);
    }

    private static String lowerCase(String name) {
        if (name.chars().noneMatch(Identity::isUpperCase)) {
            return name;
        }
        StringBuilder lower = new StringBuilder(name.length());
        name.chars()
                .map(letter -> isUpperCase(letter) ? letter - 'A' + 'a' : letter)
                .forEach(letter -> lower.append((char) letter));
        return lower.toString();
    }

    private static boolean isUpperCase(int letter) {
        return letter >= 'A' && letter <= 'Z';
    }
}
