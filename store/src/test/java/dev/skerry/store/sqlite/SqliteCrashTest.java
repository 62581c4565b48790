// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that writes, again and again.
class SqliteCrashTest {
    private static final int ROUNDS = 10;

    @TempDir
    private Path folder;

    /// The child: writes pairs of keys in one batch and says which revision each pair got.
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            try (Store store = SqliteStore.open(Path.of(arguments[0]), SqliteConfig.edge())) {
                var random = new Random(store.revision().value());
                while (true) {
                    String name = "/pair/" + random.nextInt(50);
                    byte[] value = Long.toString(random.nextLong()).getBytes(UTF_8);
                    List<Update> answers = store.writeAll(List.of(
                            new Write.Put(new Key(name + "/left"), value),
                            new Write.Put(new Key(name + "/right"), value)));
                    Revision at = ((Update.Done) answers.getLast()).revision();
                    String line = name + " " + at + " " + new String(value, UTF_8) + "\n";
                    System.out.writeBytes(line.getBytes(UTF_8));
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void nothingAcknowledgedIsLostAndNoRevisionComesTwice() throws Exception {
        var random = new Random(3);
        var acknowledged = new TreeMap<String, String>();
        Set<Long> revisions = new HashSet<>();
        long last = 0;
        for (int round = 0; round < ROUNDS; round++) {
            last = writeAndKill(random.nextInt(1, 120), acknowledged, revisions, last);
            check(acknowledged, last);
        }
        assertThat(revisions).hasSizeGreaterThan(ROUNDS);
    }

    /// @return the last revision that was acknowledged
    private long writeAndKill(int lines, Map<String, String> acknowledged, Set<Long> revisions, long last)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.resolve("state.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long newest = last;
        try (var reader = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            for (int i = 0; i < lines; i++) {
                newest = note(reader.readLine(), acknowledged, revisions, newest);
            }
            child.toHandle().destroyForcibly();
            // What it said before it died counts too. A line is one write to the pipe: whole, or not there.
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                newest = note(line, acknowledged, revisions, newest);
            }
        }
        child.waitFor();
        return newest;
    }

    private static long note(String line, Map<String, String> acknowledged, Set<Long> revisions, long newest) {
        String[] parts = line.split(" ");
        long revision = Long.parseLong(parts[1]);
        assertThat(revisions.add(revision))
                .as("revision %s comes once", revision)
                .isTrue();
        assertThat(revision).isGreaterThan(newest);
        acknowledged.put(parts[0], parts[1] + " " + parts[2]);
        return revision;
    }

    private void check(Map<String, String> acknowledged, long last) {
        try (Store store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.edge())) {
            assertThat(store.revision().value()).isGreaterThanOrEqualTo(last);
            acknowledged.forEach((name, written) -> {
                var left = store.find(new Key(name + "/left")).orElseThrow();
                var right = store.find(new Key(name + "/right")).orElseThrow();
                assertThat(left.value()).as("a batch is whole").isEqualTo(right.value());
                long revision = Long.parseLong(written.split(" ")[0]);
                assertThat(right.modified().value()).isGreaterThanOrEqualTo(revision);
                if (right.modified().value() == revision) {
                    assertThat(new String(right.value(), UTF_8)).isEqualTo(written.split(" ")[1]);
                }
            });
        }
    }
}
