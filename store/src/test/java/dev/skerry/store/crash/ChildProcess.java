// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.history.Lines;
import dev.skerry.store.history.Recorder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [CrashChild] in a JVM of its own, warm and waiting for the word.
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    /// What the child said that is no history.
    private final List<String> words = new ArrayList<>();

    /// @param environment added to this process's own
    static ChildProcess start(Path scratch, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        scratch.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start());
    }

    private ChildProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /// Waits until the child is warm, and gives it the word.
    void go(CrashChild.Word word) throws IOException {
        String line = lines.readLine();
        if (!"warm".equals(line)) {
            throw new IllegalStateException("the child said " + line);
        }
        process.getOutputStream().write((word.line() + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /// Reads this many lines.
    ///
    /// @return whether the child said so many
    boolean follow(int count, Recorder into) throws IOException {
        for (int i = 0; i < count; i++) {
            if (next(into) == null) {
                return false;
            }
        }
        return true;
    }

    /// Reads until the child says something that begins like this.
    ///
    /// @return whether it did
    boolean followUntil(String word, Recorder into) throws IOException {
        for (String line = next(into); line != null; line = next(into)) {
            if (line.startsWith(word)) {
                return true;
            }
        }
        return false;
    }

    /// Reads to the end: what a child said before it died counts too.
    List<String> followToTheEnd(Recorder into) throws IOException, InterruptedException {
        while (next(into) != null) {
            // Each line is taken down as it is read.
        }
        process.waitFor();
        return words;
    }

    void kill() {
        // Not on the Process itself, which would close the pipe that still has something to say.
        process.toHandle().destroyForcibly();
    }

    int exitCode() {
        return process.exitValue();
    }

    private @Nullable String next(Recorder into) throws IOException {
        String line = lines.readLine();
        if (line != null && !Lines.read(line, into)) {
            words.add(line);
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        kill();
        lines.close();
    }
}
