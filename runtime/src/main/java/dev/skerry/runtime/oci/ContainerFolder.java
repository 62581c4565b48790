// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.runtime.ContainerRuntime.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// One container on disk: its bundle, the files conmon writes, and what they tell of its state.
///
/// | file | written by | means |
/// |---|---|---|
/// | `spec.json` | us, first | what was wished |
/// | `pid` | the runtime program | created |
/// | `conmon.pid` | conmon | who watches it |
/// | `started` | us, before starting | when; the process alone does not tell started from created |
/// | `oom` | conmon | the kernel killed something in it for memory |
/// | exit file, in a folder shared by all | conmon | ended, and with which code |
record ContainerFolder(String id, Path path, Path exitFile) {
    /// Ended while nobody watched: at a power cut, or because conmon was killed as well.
    static final int EXIT_CODE_UNKNOWN = 255;

    static ContainerFolder of(RuntimeFolders folders, String id) {
        return new ContainerFolder(
                id, folders.containers().resolve(id), folders.exits().resolve(id));
    }

    Path spec() {
        return path.resolve("spec.json");
    }

    Path configuration() {
        return path.resolve("config.json");
    }

    Path rootfs() {
        return path.resolve("rootfs");
    }

    Path upper() {
        return path.resolve("upper");
    }

    Path work() {
        return path.resolve("work");
    }

    Path pid() {
        return path.resolve("pid");
    }

    Path conmonPid() {
        return path.resolve("conmon.pid");
    }

    /// A pipe on which conmon takes orders: new terminal sizes, reopen the log.
    Path control() {
        return path.resolve("ctl");
    }

    /// Whether creation came to its end; a crash in the middle leaves a folder without this.
    boolean isCreated() {
        return Files.exists(pid());
    }

    boolean isStarted() {
        return Files.exists(path.resolve("started"));
    }

    void noteStart(Instant now) throws IOException {
        Files.writeString(path.resolve("started"), Long.toString(now.toEpochMilli()));
    }

    /// Takes the note back: the start failed.
    void noteNoStart() throws IOException {
        Files.deleteIfExists(path.resolve("started"));
    }

    /// The state now. A container that is gone without an exit code is given one, so that everybody who
    /// asks hears the same.
    State state(Instant now) throws IOException {
        if (!Files.exists(exitFile)) {
            boolean isThere = isAlive();
            if (isThere) {
                return isStarted() ? new State.Running(processId(), startedAt()) : new State.Created();
            }
            if (isWatched() && !Files.exists(exitFile)) {
                // conmon is about to write the code.
                return new State.Running(processId(), startedAt());
            }
            noteExit(now);
        }
        long code = number(exitFile, EXIT_CODE_UNKNOWN);
        boolean isOutOfMemory = code != 0 && Files.exists(path.resolve("oom"));
        long finishedAt = Files.getLastModifiedTime(exitFile).toMillis();
        return new State.Exited((int) code, isOutOfMemory, Math.min(startedAt(), finishedAt), finishedAt);
    }

    /// The number of its first process; 0 if it was never created.
    int processId() throws IOException {
        return (int) number(pid(), 0);
    }

    /// Whether its first process lives.
    boolean isAlive() throws IOException {
        return isProcess(processId(), "cgroup");
    }

    /// Whether its conmon lives.
    boolean isWatched() throws IOException {
        return isProcess(number(conmonPid(), 0), "cmdline");
    }

    /// Whether a process has this number and is ours: numbers are used again, after a reboot soon, so that
    /// the process must also bear the container's name.
    private boolean isProcess(long pid, String file) throws IOException {
        if (pid <= 1) {
            return false;
        }
        try {
            byte[] content = Files.readAllBytes(Path.of("/proc/" + pid, file));
            return new String(content, StandardCharsets.UTF_8).contains(id);
        } catch (IOException gone) {
            // Either there is no such folder, or the process ended while its file was read.
            return false;
        }
    }

    private long startedAt() throws IOException {
        return number(path.resolve("started"), 0);
    }

    private void noteExit(Instant now) throws IOException {
        try {
            Files.writeString(exitFile, Integer.toString(EXIT_CODE_UNKNOWN), StandardOpenOption.CREATE_NEW);
            Files.setLastModifiedTime(exitFile, java.nio.file.attribute.FileTime.from(now));
        } catch (FileAlreadyExistsException _) {
            // conmon was quicker, and knows better.
            return;
        }
    }

    private static long number(Path file, long fallback) throws IOException {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? fallback : Long.parseLong(text);
        } catch (NoSuchFileException _) {
            return fallback;
        } catch (NumberFormatException broken) {
            throw new IOException(file + " holds no number", broken);
        }
    }
}
