/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Printable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom a message is for, as a user names them. */
public sealed interface Recipient {
    String FORMS = "a recipient is an address (192.0.2.7, 192.0.2.7:2425, [2001:db8::7]:2425), a nickname"
            + " (Taro Yamada, nick:Taro Yamada, or fuzzy:taro yamada), a user name (user:taro, user:taro@pc-12),"
            + " group:Sales for every member of a group, * for every member singly, or broadcast: for one datagram to all";

    /**
     * Reads one of the forms that users write, see {@link #FORMS}.
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
        if (form.equals("broadcast:")) {
            return new Broadcast();
        }
        Optional<InetSocketAddress> address = SocketAddresses.parse(form, defaultPort);
        if (address.isPresent()) {
            return new At(address.get());
        }
        if (form.matches("[0-9]+(\\.[0-9]+){3}")) {
            throw new IllegalArgumentException(
                    "'" + Printable.of(form) + "' is not an address: each of its four numbers is at most 255."
                            + " If somebody is called so, write nick:" + Printable.of(form));
        }
        int colon = form.indexOf(':');
        if (colon < 0) {
            return new Nickname(form);
        }
        String name = form.substring(colon + 1).strip();
        Recipient recipient = switch (form.substring(0, colon)) {
            case "nick" -> new Nickname(name);
            case "fuzzy" -> new Fuzzy(name);
            case "user" -> User.of(name);
            case "group" -> new Group(name);
            default -> throw new IllegalArgumentException("'" + Printable.of(form) + "' is not a recipient; " + FORMS);
        };
        if (name.isEmpty()) {
            throw new IllegalArgumentException("'" + Printable.of(form) + "' names nobody; " + FORMS);
        }
        return recipient;
    }

    /** That address, whoever is there. */
    record At(InetSocketAddress address) implements Recipient {
        @Override
        public String toString() {
            return SocketAddresses.format(address);
        }
    }

    /** Everybody whom one datagram reaches; nobody confirms it. */
    record Broadcast() implements Recipient {
        @Override
        public String toString() {
            return "broadcast:";
        }
    }

    /** Somebody who has to be looked up among the members. */
    sealed interface Named extends Recipient {
        /** Whoever is meant, nobody if there is none of that name. */
        List<Member> among(MemberNames members);

        /** The same, of those. */
        default List<Member> among(List<Member> members) {
            return among(new MemberNames(members));
        }

        /** True if it is in order that several are meant. */
        default boolean meansSeveral() {
            return false;
        }

        /** What of a member this name is compared with, to find the nearest. */
        default String comparedWith(Member member) {
            return member.nickname();
        }

        /** What to say if there is nobody. */
        default String nobody() {
            return "No member is called '" + Printable.of(toString()) + "'";
        }
    }

    /** The member with exactly this nickname; failing that, the absent one who shows it with a note in brackets. */
    record Nickname(String nickname) implements Named {
        @Override
        public List<Member> among(MemberNames members) {
            return members.nicknamed(nickname);
        }

        @Override
        public String toString() {
            return nickname;
        }
    }

    /** As {@link Nickname}, but white space, letter case and full or half width do not count. */
    record Fuzzy(String nickname) implements Named {
        @Override
        public List<Member> among(MemberNames members) {
            return members.nicknamedAlike(nickname);
        }

        @Override
        public String toString() {
            return "fuzzy:" + nickname;
        }
    }

    /** The member of that user name, with or without its key fingerprint, and of that host if one is given. */
    record User(String user, @Nullable String host) implements Named {
        static User of(String text) {
            int at = text.lastIndexOf('@');
            return at <= 0 ? new User(text, null) : new User(text.substring(0, at), text.substring(at + 1));
        }

        @Override
        public List<Member> among(MemberNames members) {
            return members.withUser(user).stream()
                    .filter(member -> host == null || host.equalsIgnoreCase(member.host()))
                    .toList();
        }

        @Override
        public String comparedWith(Member member) {
            return member.user();
        }

        @Override
        public String nobody() {
            return "No member has the user name '"
                    + Printable.of(user)
                    + (host == null ? "'" : "' on host '" + Printable.of(host) + "'");
        }

        @Override
        public String toString() {
            return "user:" + user + (host == null ? "" : "@" + host);
        }
    }

    /** Every member of the group, each addressed and confirmed singly. */
    record Group(String group) implements Named {
        @Override
        public List<Member> among(MemberNames members) {
            return members.inGroup(group);
        }

        @Override
        public boolean meansSeveral() {
            return true;
        }

        @Override
        public String comparedWith(Member member) {
            return member.group();
        }

        @Override
        public String nobody() {
            return "No member is in the group '" + Printable.of(group) + "'";
        }

        @Override
        public String toString() {
            return "group:" + group;
        }
    }

    /** Every member, each addressed and confirmed singly. */
    record Everyone() implements Named {
        @Override
        public List<Member> among(MemberNames members) {
            return members.all();
        }

        @Override
        public boolean meansSeveral() {
            return true;
        }

        @Override
        public String nobody() {
            return "No member is known";
        }

        @Override
        public String toString() {
            return "*";
        }
    }
}
