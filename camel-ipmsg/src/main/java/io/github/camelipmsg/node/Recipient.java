/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Whom a message is for, as a user names them. */
public sealed interface Recipient {
    /**
     * Reads one of the forms that users write: {@code *}, an address, {@code nick:NAME}, or a bare nickname.
     *
     * @param defaultPort for addresses without one
     * @throws IllegalArgumentException if it is blank or of a form that is not known; the message lists those that are
     */
    static Recipient parse(String text, int defaultPort) {
        String form = text.strip();
        if (form.isEmpty()) {
            throw new IllegalArgumentException("A recipient is empty; " + FORMS);
        }
        if (form.equals("*")) {
            return new Everyone();
        }
        if (form.startsWith("nick:")) {
            String nickname = form.substring("nick:".length()).strip();
            if (nickname.isEmpty()) {
                throw new IllegalArgumentException("'" + form + "' names nobody; " + FORMS);
            }
            return new Nickname(nickname);
        }
        Optional<InetSocketAddress> address = SocketAddresses.parse(form, defaultPort);
        if (address.isPresent()) {
            return new At(address.get());
        }
        if (form.indexOf(':') >= 0) { // which no nickname can hold
            throw new IllegalArgumentException("'" + form + "' is not a recipient; " + FORMS);
        }
        return new Nickname(form);
    }

    String FORMS = "a recipient is an address (192.0.2.7, 192.0.2.7:2425, [2001:db8::7]:2425), a nickname"
            + " (Taro Yamada or nick:Taro Yamada), or * for every member";

    /** That address, whoever is there. */
    record At(InetSocketAddress address) implements Recipient {
        @Override
        public String toString() {
            return SocketAddresses.format(address);
        }
    }

    /** The member with exactly this nickname; failing that, the absent one who shows it with a note in brackets. */
    record Nickname(String nickname) implements Recipient {
        boolean names(Member member) {
            return member.nickname().equals(nickname);
        }

        boolean namesAbsent(Member member) {
            String shown = member.nickname();
            return member.absent()
                    && shown.startsWith(nickname)
                    && shown.endsWith("]")
                    && shown.substring(nickname.length()).stripLeading().startsWith("[");
        }

        @Override
        public String toString() {
            return nickname;
        }
    }

    /** Every member, each addressed and confirmed singly. */
    record Everyone() implements Recipient {
        @Override
        public String toString() {
            return "*";
        }
    }
}
