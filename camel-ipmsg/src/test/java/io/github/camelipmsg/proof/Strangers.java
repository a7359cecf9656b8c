/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's account of what each of our hosts may send to an address because somebody has sent it something: until that
 * address has echoed a number of the host's, one datagram of at most 700 bytes for each of its own; and when it has
 * answered a TCP handshake, five of any size, once a minute.
 */
final class Strangers {
    private static final int MOST_BYTES = 700;
    private static final int AFTER_HANDSHAKE = 5;
    /** A minute, less the time that an answer may take. */
    private static final Duration BETWEEN_HANDSHAKES = Duration.ofSeconds(57);

    private final InstantSource now;
    private final Map<InetAddress, Map<InetSocketAddress, Account>> accounts = new HashMap<>(); // by our host

    private static final class Account {
        int credit;
        int afterHandshake;
        boolean proven;

        @Nullable
        Instant reachedAt;
    }

    Strangers(InstantSource now) {
        this.now = now;
    }

    /** What a stranger is owed, and what is known of anybody, dies with the node. */
    void booted(InetAddress host) {
        accounts.remove(host);
    }

    void arrived(InetAddress host, InetSocketAddress from) {
        account(host, from).credit++;
    }

    void proven(InetAddress host, InetSocketAddress from) {
        account(host, from).proven = true;
    }

    void reached(InetAddress host, InetSocketAddress address) {
        Account account = account(host, address);
        if (account.reachedAt == null || !now.instant().isBefore(account.reachedAt.plus(BETWEEN_HANDSHAKES))) {
            account.reachedAt = now.instant();
            account.afterHandshake = AFTER_HANDSHAKE;
        }
    }

    boolean isStranger(InetAddress host, InetSocketAddress address) {
        return !account(host, address).proven;
    }

    /** Whether that much may leave for that address, and takes it out of what it is owed. */
    boolean mayLeave(InetAddress host, InetSocketAddress to, int bytes) {
        Account account = account(host, to);
        if (account.proven) {
            return true;
        }
        if (account.credit > 0 && bytes <= MOST_BYTES) {
            account.credit--;
            return true;
        }
        return account.afterHandshake-- > 0;
    }

    private Account account(InetAddress host, InetSocketAddress address) {
        return accounts.computeIfAbsent(host, any -> new HashMap<>())
                .computeIfAbsent(address, newcomer -> new Account());
    }
}
