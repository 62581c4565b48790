// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A disk of our own under a child's files, `src/test/native/faultydisk.c`, built when it is first needed. Says with
/// which environment a child gets it, and puts what a power cut has left in the place of what was there.
final class FaultyDisk {
    /// What fails.
    enum Call {
        READ,
        WRITE,
        SYNC,
        TRUNCATE,
        OPEN
    }

    static final int EIO = 5;
    static final int ENOSPC = 28;

    private final Path folder;
    private final Path out;
    private final Path library;
    private final Map<String, String> environment = new HashMap<>();

    /// @param folder whose files it holds; it must not be another's name for the same place
    FaultyDisk(Path folder, Path scratch) throws IOException, InterruptedException {
        this.folder = folder;
        this.out = scratch.resolve("after-cut");
        this.library = build(scratch);
        environment.put("LD_PRELOAD", library.toString());
        environment.put("DISK_FOLDER", folder.toString());
        environment.put("DISK_OUT", out.toString());
    }

    private static Path build(Path scratch) throws IOException, InterruptedException {
        Path library = scratch.resolve("faultydisk.so");
        if (Files.exists(library)) {
            return library;
        }
        Path log = scratch.resolve("gcc.log");
        int code = new ProcessBuilder(
                        "gcc",
                        "-shared",
                        "-fPIC",
                        "-O1",
                        "-Wall",
                        "-Werror",
                        "-o",
                        library.toString(),
                        Path.of("src/test/native/faultydisk.c").toAbsolutePath().toString(),
                        "-ldl",
                        "-lpthread")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("gcc ended with " + code + ": " + Files.readString(log));
        }
        return library;
    }

    /// The power goes at the n-th change.
    FaultyDisk cutAt(long operation, long seed) {
        environment.put("DISK_CUT", Long.toString(operation));
        environment.put("DISK_SEED", Long.toString(seed));
        return this;
    }

    /// Says that everything is on disk, and does nothing for it.
    FaultyDisk lying() {
        environment.put("DISK_SKIP_SYNC", "yes");
        return this;
    }

    /// The n-th call fails, and the following ones too, so often.
    ///
    /// @param suffix of the file's name; a sync of the folder itself has none
    FaultyDisk failing(Call call, String suffix, long nth, int error, long times) {
        String kind = call.name().toLowerCase(java.util.Locale.ROOT);
        environment.put("DISK_FAIL", kind + ":" + suffix + ":" + nth + ":" + error + ":" + times);
        return this;
    }

    /// Faults count only while this file is there.
    FaultyDisk armedBy(Path file) {
        environment.put("DISK_ARM", file.toString());
        return this;
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /// After a cut: the machine starts again and finds this.
    void reboot() throws IOException {
        for (Path old : files(folder)) {
            Files.delete(old);
        }
        for (Path left : files(out)) {
            Files.move(left, folder.resolve(left.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Where the cut puts what is left.
    void makeReady() throws IOException {
        Files.createDirectories(out);
        for (Path old : files(out)) {
            Files.delete(old);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
