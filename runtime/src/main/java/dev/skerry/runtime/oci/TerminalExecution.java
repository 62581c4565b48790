// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.runtime.ContainerRuntime.ExecStreams;
import dev.skerry.runtime.ContainerRuntime.Execution;
import dev.skerry.runtime.ContainerRuntime.TerminalSize;
import dev.skerry.runtime.linux.PseudoTerminal;
import dev.skerry.runtime.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A command in a container with a terminal. The runtime program is given a terminal of ours, behaves as
/// if a person sat at it, and passes everything on to the one it makes inside.
final class TerminalExecution implements Execution {
    /// A shell opens the terminal: were it opened here, it could become the controlling terminal of the
    /// whole agent, and its end would hang the agent up.
    private static final String SHELL_LINE = "terminal=$1; shift; exec \"$@\" <\"$terminal\" >\"$terminal\" 2>&1";

    private final Process process;
    private final Path pidFile;
    private final PseudoTerminal terminal;
    private final StreamPumps pumps;

    private TerminalExecution(Process process, Path pidFile, PseudoTerminal terminal, StreamPumps pumps) {
        this.process = process;
        this.pidFile = pidFile;
        this.terminal = terminal;
        this.pumps = pumps;
    }

    static Execution start(RuntimeProgram program, String id, List<String> command, Path folder, ExecStreams streams)
            throws IOException {
        Path pidFile = Files.createTempFile(folder, "exec", ".pid");
        var terminal = PseudoTerminal.open();
        try {
            var words = new ArrayList<>(
                    List.of("/bin/sh", "-c", SHELL_LINE, "sh", terminal.path().toString()));
            words.addAll(program.command("exec", "--tty", "--pid-file", pidFile.toString(), id));
            words.addAll(command);
            Process process = new ProcessBuilder(words).start();
            var pumps = new StreamPumps(new TaskGroup());
            pumps.feedOnly(streams.stdin(), terminal.input());
            pumps.drain(terminal.output(), streams.stdout());
            return new TerminalExecution(process, pidFile, terminal, pumps);
        } catch (IOException failed) {
            terminal.close();
            throw failed;
        }
    }

    @Override
    public int await() throws InterruptedException {
        int exitCode = process.waitFor();
        pumps.finish();
        close();
        return exitCode;
    }

    @Override
    public void resize(TerminalSize size) {
        try {
            terminal.resize(size.columns(), size.rows());
            if (process.isAlive()) {
                // The kernel tells only the processes whose controlling terminal it is, and it is nobody's.
                Signals.send((int) process.pid(), Signals.WINDOW_CHANGE);
            }
        } catch (IOException _) {
            // The terminal is closed: the command has just ended.
            return;
        }
    }

    @Override
    public void close() {
        PipedExecution.end(process, pidFile);
        pumps.stop();
        try {
            terminal.close();
        } catch (IOException _) {
            // Closing a terminal cannot lose anything.
            return;
        }
    }
}
