// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.runtime.ContainerRuntime.ExecStreams;
import dev.skerry.runtime.ContainerRuntime.Execution;
import dev.skerry.runtime.ContainerRuntime.TerminalSize;
import dev.skerry.runtime.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A command in a container without a terminal: the runtime program runs it, its streams are three pipes.
final class PipedExecution implements Execution {
    private final Process process;
    private final Path pidFile;
    private final StreamPumps pumps;

    private PipedExecution(Process process, Path pidFile, StreamPumps pumps) {
        this.process = process;
        this.pidFile = pidFile;
        this.pumps = pumps;
    }

    static Execution start(RuntimeProgram program, String id, List<String> command, Path folder, ExecStreams streams)
            throws IOException {
        Path pidFile = Files.createTempFile(folder, "exec", ".pid");
        var words = new ArrayList<>(program.command("exec", "--pid-file", pidFile.toString(), id));
        words.addAll(command);
        Process process = new ProcessBuilder(words).start();
        var pumps = new StreamPumps(new TaskGroup());
        pumps.feed(streams.stdin(), process.getOutputStream());
        pumps.drain(process.getInputStream(), streams.stdout());
        pumps.drain(process.getErrorStream(), streams.stderr());
        return new PipedExecution(process, pidFile, pumps);
    }

    @Override
    public int await() throws InterruptedException {
        int exitCode = process.waitFor();
        pumps.finish();
        delete(pidFile);
        return exitCode;
    }

    @Override
    public void resize(TerminalSize size) {
        // There is no terminal to resize; a client may say it all the same.
    }

    @Override
    public void close() {
        end(process, pidFile);
        pumps.stop();
    }

    /// Kills the command itself, not only the program that waits for it.
    static void end(Process process, Path pidFile) {
        if (process.isAlive()) {
            try {
                String pid = Files.readString(pidFile).strip();
                if (!pid.isEmpty()) {
                    Signals.send(Integer.parseInt(pid), Signals.KILL);
                }
            } catch (IOException _) {
                // It has not come so far as to have a process.
            }
            process.destroy();
        }
        delete(pidFile);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // A few bytes on a tmpfs.
        }
    }
}
