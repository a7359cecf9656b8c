/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.net.InetSocketAddress;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds members among some by what they are called. Whoever asks once looks through them all; whoever asks more is answered
 * from an index. One thread at a time.
 */
final class MemberNames {
    private final List<Member> members;
    private final Index<String> nicknames = new Index<>(member -> Set.of(member.nickname()));
    private final Index<String> folded = new Index<>(member -> Set.of(folded(member.nickname())));
    private final Index<String> users = new Index<>(MemberNames::usersOf);
    private final Index<String> groups = new Index<>(member -> Set.of(member.group()));
    private final Index<InetSocketAddress> addresses = new Index<>(member -> Set.of(member.address()));
    private final Index<Boolean> away = new Index<>(member -> Set.of(member.absent()));

    MemberNames(List<Member> members) {
        this.members = members;
    }

    List<Member> all() {
        return members;
    }

    /** Those with exactly this nickname; failing that, who is away and shows it with a note in brackets. */
    List<Member> nicknamed(String nickname) {
        return presentOrAway(nicknames, nickname, Function.identity());
    }

    /** The same, but white space, letter case and full or half width do not count. */
    List<Member> nicknamedAlike(String nickname) {
        return presentOrAway(folded, folded(nickname), MemberNames::folded);
    }

    /** Those of that user name, with or without its key fingerprint; letter case does not count. */
    List<Member> withUser(String user) {
        return users.of(caseless(user));
    }

    List<Member> inGroup(String group) {
        return groups.of(group);
    }

    /** The last of them who is at that address. */
    Optional<Member> at(InetSocketAddress address) {
        List<Member> there = addresses.of(address);
        return there.isEmpty() ? Optional.empty() : Optional.of(there.get(there.size() - 1));
    }

    private List<Member> presentOrAway(Index<String> index, String wanted, Function<String, String> comparable) {
        List<Member> exact = index.of(wanted);
        return exact.isEmpty()
                ? away.of(true).stream()
                        .filter(member -> hasNote(member.nickname(), wanted, comparable))
                        .toList()
                : exact;
    }

    /** Who is away shows {@code name[note]} or {@code name [note]} (official client 4.99, g2ipmsg). */
    private static boolean hasNote(String nickname, String name, Function<String, String> comparable) {
        String shown = comparable.apply(nickname);
        return shown.startsWith(name)
                && shown.endsWith("]")
                && shown.substring(name.length()).stripLeading().startsWith("[");
    }

    /** Compatibility forms of characters have one width, U+3000 among them is a blank (Unicode annex 15). */
    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .replaceAll("[\\s\\p{Z}]+", "")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    /** What is the same of all that {@link String#equalsIgnoreCase} takes for equal. */
    private static String caseless(String name) {
        char[] letters = name.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = Character.toLowerCase(Character.toUpperCase(letters[i]));
        }
        return new String(letters);
    }

    private static Set<String> usersOf(Member member) {
        String whole = caseless(member.user());
        String plain = caseless(member.identity().userWithoutFingerprint());
        return whole.equals(plain) ? Set.of(whole) : Set.of(whole, plain);
    }

    /** Members by what they are called; each may be called several things. */
    private final class Index<K> {
        private final Function<Member, Set<K>> names;
        private boolean asked;
        private @Nullable Map<K, List<Member>> byName;

        Index(Function<Member, Set<K>> names) {
            this.names = names;
        }

        List<Member> of(K name) {
            if (!asked) {
                asked = true;
                Predicate<Member> isCalledSo = member -> names.apply(member).contains(name);
                return members.stream().filter(isCalledSo).toList();
            }
            if (byName == null) {
                Map<K, List<Member>> all = new HashMap<>();
                members.forEach(member -> names.apply(member)
                        .forEach(each -> all.computeIfAbsent(each, any -> new ArrayList<>())
                                .add(member)));
                byName = all;
            }
            return byName.getOrDefault(name, List.of());
        }
    }
}
