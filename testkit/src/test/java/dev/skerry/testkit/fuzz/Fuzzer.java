// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// One run of Jazzer over one decoder, in a process of its own: the decoder's code is instrumented, and inputs
/// that reach new branches are kept and changed further.
final class Fuzzer {
    /// An input that takes longer is a finding too.
    private static final Duration INPUT_TIME_MAX = Duration.ofSeconds(5);

    private static final int MEMORY_MAX_MEGABYTES = 1024;

    /// Enough to start the next search from; more would only slow each test run.
    private static final int KEPT_MAX = 24;

    private static final int KEPT_BYTES_MAX = 1024;

    private final Decoder decoder;
    private final Path folder;

    /// @param folder for what the run finds: `corpus` and, should there be one, `crash-…`
    Fuzzer(Decoder decoder, Path folder) {
        this.decoder = decoder;
        this.folder = folder;
    }

    /// Searches for so long, on paths that nobody has drawn before.
    ///
    /// @param kept inputs from earlier runs; the folder need not exist
    /// @throws AssertionError with the input, in hexadecimal, that broke the decoder
    void search(Path kept, Duration time) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("-max_total_time=" + time.toSeconds(), seeds().toString()));
        if (Files.isDirectory(kept)) {
            arguments.add(kept.toString());
        }
        run(arguments);
    }

    /// The same search each time: what it does not find today it does not find tomorrow.
    ///
    /// @throws AssertionError as above
    void repeat(int inputs) throws IOException, InterruptedException {
        run(List.of("-seed=1", "-runs=" + inputs, seeds().toString()));
    }

    private Path seeds() throws IOException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        for (int i = 0; i < decoder.seeds().size(); i++) {
            Files.write(corpus.resolve("seed-" + i), decoder.seeds().get(i));
        }
        return corpus;
    }

    /// Adds a sample of this run's corpus, small inputs to large ones, to the kept inputs, up to their bound.
    void keep(Path kept) throws IOException {
        Files.createDirectories(kept);
        List<Path> found = filesBySize(folder.resolve("corpus"));
        int places = Math.max(0, KEPT_MAX - filesBySize(kept).size());
        for (int i = 0; i < Math.min(places, found.size()); i++) {
            Path input = found.get(i * found.size() / Math.min(places, found.size()));
            Files.copy(input, kept.resolve(input.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Path> filesBySize(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toFile().length() <= KEPT_BYTES_MAX)
                    .sorted(Comparator.comparingLong(file -> file.toFile().length()))
                    .toList();
        }
    }

    private void run(List<String> arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + MEMORY_MAX_MEGABYTES / 2 + "m",
                "-Dskerry.fuzz.decoder=" + decoder.name(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTarget.class.getName(),
                "--instrumentation_includes=dev.skerry.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-timeout=" + INPUT_TIME_MAX.toSeconds(),
                "-rss_limit_mb=" + MEMORY_MAX_MEGABYTES));
        command.addAll(arguments);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new AssertionError(
                    decoder.name() + " broke (exit code " + code + ") on " + found() + "\n" + end(log));
        }
    }

    private String found() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            var broken = files.filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
                    .findFirst();
            return broken.isEmpty() ? "no input" : HexFormat.of().formatHex(Files.readAllBytes(broken.get()));
        }
    }

    private static String end(Path log) throws IOException {
        List<String> lines =
                Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
