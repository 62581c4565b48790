// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A server in a process of its own that holds more pods than its heap could hold text of. It ends when whoever
/// started it does.
final class SmallHeapServer implements AutoCloseable {
    /// Stands once in each pod; its first letter only at its start.
    static final String MARK = "zillionth";

    /// Of the heap; text of pods is four times as much.
    static final long HEAP_MAX = 48L << 20;

    static final int PODS = 4_000;

    private static final int POD_SIZE = 48 << 10;

    private final Process process;
    private final BufferedReader output;
    private final String address;

    private SmallHeapServer(Process process) throws IOException {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("the server ended before it was ready");
        }
        this.address = line.substring("ready ".length());
    }

    static SmallHeapServer start(Path folder) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-XX:ParallelGCThreads=1",
                "-XX:NewRatio=7",
                "-XX:GCTimeRatio=19",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx" + HEAP_MAX,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapServer.class.getName(),
                folder.resolve("state.db").toString());
        return new SmallHeapServer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    String address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
        output.close();
    }

    /// @param arguments the file of its store
    public static void main(String[] arguments) throws Exception {
        var store = SqliteStore.open(Path.of(arguments[0]), SqliteConfig.server());
        try (store;
                var server = TestServer.start(store, TestServer.NO_NODES)) {
            for (int i = 0; i < PODS; i++) {
                server.storage().create("", "pods", pod(i));
            }
            System.out.println("ready " + server.address());
            System.in.transferTo(System.err);
        }
    }

    private static KubeObject pod(int number) {
        var container = JsonObject.of("name", "main", "image", "x:1", "command", List.of("-".repeat(POD_SIZE)));
        return KubeObject.of(new GroupVersionKind("", "v1", "Pod"), new ObjectName("plant", "pod-" + number))
                .withLabel("kind", MARK)
                .with(JsonObject.of("containers", List.of(container)), "spec");
    }
}
