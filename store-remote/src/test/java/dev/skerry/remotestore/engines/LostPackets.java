// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.engines;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An address of its own for a port of this machine, the packets to and from which the kernel can be told to drop:
/// a network that is cut, while both ends believe in their connections. Needs root, and `nft`.
public final class LostPackets implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    /// Which packets are dropped.
    public enum Direction {
        BOTH,
        /// What the engine says gets lost; it hears everything.
        FROM_THE_ENGINE,
        /// What is said to the engine gets lost.
        TO_THE_ENGINE
    }

    private final String address;
    private final String table;
    private final int port;

    private LostPackets(String address, String table, int port) {
        this.address = address;
        this.table = table;
        this.port = port;
    }

    /// @param port that something listens on, at the loopback's usual address
    public static LostPackets before(int port) throws IOException, InterruptedException {
        int number = NEXT.incrementAndGet();
        String table = "skerry_test_" + ProcessHandle.current().pid() + "_" + number;
        var packets = new LostPackets("127.77." + (port >> 8) + "." + Math.max(1, port & 0xff), table, port);
        nft("add table ip " + table);
        nft("add chain ip " + table + " way { type nat hook output priority -100 ; }");
        nft("add rule ip " + table + " way ip daddr " + packets.address + " tcp dport " + port + " dnat to 127.0.0.1:"
                + port);
        nft("add chain ip " + table + " lost { type filter hook input priority 0 ; }");
        return packets;
    }

    /// The endpoint of the engine, by this way.
    public String through(String endpoint) {
        return endpoint.replace("127.0.0.1:" + port, address + ":" + port);
    }

    public void drop(Direction direction) throws IOException, InterruptedException {
        // Connections are told apart by where they were meant to go before the kernel sent them elsewhere.
        String ours = "ct original ip daddr " + address;
        if (direction != Direction.FROM_THE_ENGINE) {
            nft("add rule ip " + table + " lost " + ours + " ct direction original counter drop");
        }
        if (direction != Direction.TO_THE_ENGINE) {
            nft("add rule ip " + table + " lost " + ours + " ct direction reply counter drop");
        }
    }

    public void mend() throws IOException, InterruptedException {
        nft("flush chain ip " + table + " lost");
    }

    private static void nft(String command) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("nft"));
        words.addAll(List.of(command.split(" ")));
        Process nft = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(nft.getInputStream().readAllBytes(), UTF_8);
        if (nft.waitFor() != 0) {
            throw new IOException("nft " + command + ": " + said);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            nft("delete table ip " + table);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
