/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.lan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A private network segment: each host is a network namespace with one cable into a bridge, which is in a namespace of
 * its own. Nothing of it is connected to this machine's network, so removing the namespaces removes everything.
 *
 * <p>Their names carry the id of this process. Those of a process that is no more are left-overs, and are removed too.
 *
 * <p>Loss and duplication are the kernel's own, by chance, at the port of the bridge: a filter of classic BPF, which needs
 * no more than {@code tc}, or netem.
 */
final class Lan implements AutoCloseable {
    static final String BROADCAST = "10.77.0.255";

    private static final String NAME = "ipmsg-lan-";
    private static final Pattern OURS = Pattern.compile("^" + NAME + "(\\d+)-\\S+", Pattern.MULTILINE);
    private static final String SWITCH = "switch";

    private static final AtomicInteger MADE = new AtomicInteger();
    private static final long RANDOM_NUMBER = 0xffff_f038L; // where a filter reads one: SKF_AD_OFF + SKF_AD_RANDOM

    private final String prefix = NAME + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet() + "-";
    private final Map<String, Integer> numbers = new TreeMap<>(); // host to the last byte of its address

    private Lan() {}

    /** @throws IOException if this machine does not let us; the message says why not */
    static Lan of(String... hosts) throws IOException {
        removeLeftOvers();
        Lan lan = new Lan();
        try {
            lan.build(List.of(hosts));
            return lan;
        } catch (IOException e) {
            lan.close();
            throw e;
        }
    }

    private void build(List<String> hosts) throws IOException {
        String hub = namespace(SWITCH);
        run("ip", "netns", "add", hub);
        run("ip", "-n", hub, "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0");
        run("ip", "-n", hub, "link", "set", "br0", "up");
        for (String host : hosts) {
            int number = numbers.size() + 1;
            numbers.put(host, number);
            String namespace = namespace(host);
            run("ip", "netns", "add", namespace);
            run("ip", "-n", hub, "link", "add", port(host), "type", "veth", "peer", "name", "eth0", "netns", namespace);
            run("ip", "-n", hub, "link", "set", port(host), "master", "br0", "up");
            run("ip", "-n", namespace, "addr", "add", address(host) + "/24", "brd", BROADCAST, "dev", "eth0");
            run("ip", "-n", namespace, "link", "set", "lo", "up");
            run("ip", "-n", namespace, "link", "set", "eth0", "up");
        }
    }

    String address(String host) {
        return "10.77.0." + numbers.get(host);
    }

    /** The command that runs another one on that host, without a process in between. */
    List<String> on(String host, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        all.addAll(command);
        return all;
    }

    /** From now on nothing reaches the host or comes from it; the host itself notices nothing. */
    void cut(String host) throws IOException {
        setPort(host, "0");
    }

    void heal(String host) throws IOException {
        setPort(host, "3");
    }

    private void setPort(String host, String state) throws IOException {
        run("ip", "netns", "exec", namespace(SWITCH), "bridge", "link", "set", "dev", port(host), "state", state);
    }

    /**
     * From now on so many percent of what comes from the host are lost, and so many come twice or more often.
     *
     * @throws IOException if this kernel can do neither that way nor the other; the message says why not
     */
    void degrade(String host, int lossPercent, int duplicationPercent) throws IOException {
        String device = port(host);
        try {
            tc("qdisc", "add", "dev", device, "clsact");
            // at or above the share: no match; else another one comes in beside it
            String copied = chance("53 1 0 " + share(duplicationPercent) + ",6 0 0 65535,6 0 0 0");
            filter(device, "1", "bytecode", copied, "action", "mirred", "ingress", "mirror", "dev", device);
            // at or above the share: it goes on; else it is dropped
            filter(device, "2", "da", "bytecode", chance("53 0 1 " + share(lossPercent) + ",6 0 0 4294967295,6 0 0 2"));
        } catch (IOException e) {
            tc(
                    "qdisc",
                    "add",
                    "dev",
                    device,
                    "root",
                    "netem",
                    "loss",
                    lossPercent + "%",
                    "duplicate",
                    duplicationPercent + "%");
        }
    }

    private void filter(String device, String order, String... what) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("filter", "add", "dev", device, "ingress", "prio", order, "bpf"));
        command.addAll(List.of(what));
        tc(command.toArray(String[]::new));
    }

    /** A program of four instructions, the first of which takes a random number. */
    private static String chance(String decision) {
        return "4,32 0 0 " + RANDOM_NUMBER + "," + decision;
    }

    private static long share(int percent) {
        return (1L << 32) * percent / 100;
    }

    private void tc(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("tc", "-n", namespace(SWITCH)));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    /** The host loses its address and its link; it notices that. */
    void unplug(String host) throws IOException {
        run("ip", "-n", namespace(host), "addr", "flush", "dev", "eth0");
        run("ip", "-n", namespace(host), "link", "set", "eth0", "down");
    }

    /** The host gets a link and an address, which may be another than before. */
    void plug(String host, String address) throws IOException {
        run("ip", "-n", namespace(host), "link", "set", "eth0", "up");
        run("ip", "-n", namespace(host), "addr", "add", address + "/24", "brd", BROADCAST, "dev", "eth0");
    }

    private String port(String host) {
        return "port" + numbers.get(host);
    }

    private String namespace(String host) {
        return prefix + host;
    }

    @Override
    public void close() throws IOException {
        remove(prefix);
    }

    private static void removeLeftOvers() throws IOException {
        Matcher names = OURS.matcher(run("ip", "netns", "list"));
        while (names.find()) {
            long owner = Long.parseLong(names.group(1));
            if (ProcessHandle.of(owner).isEmpty()) {
                remove(NAME + owner + "-");
            }
        }
    }

    private static void remove(String prefix) throws IOException {
        @Nullable IOException failure = null;
        Matcher names = OURS.matcher(run("ip", "netns", "list"));
        while (names.find()) {
            String name = names.group();
            if (name.startsWith(prefix)) {
                try {
                    killAllIn(name);
                    run("ip", "netns", "delete", name);
                } catch (IOException e) {
                    failure = e; // the others must go all the same
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void killAllIn(String namespace) throws IOException {
        run("ip", "netns", "pids", namespace)
                .lines()
                .forEach(
                        pid -> ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly));
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("'" + String.join(" ", command) + "' says: " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
