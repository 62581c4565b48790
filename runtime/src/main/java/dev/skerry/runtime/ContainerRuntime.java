// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sandboxes and the containers in them. Everything it starts outlives this process: after a restart of
/// the agent (or its `kill -9`) [#sandboxes] and [#containers] tell what is there, and it is adopted as
/// it is.
///
/// Identifiers are chosen by the caller (letters, digits, `-`), unique over time. All calls may block;
/// different sandboxes may be worked on at the same time. A call for something that is already as wished
/// does nothing. Failures are `TransientException` or `TerminalException` with a reason.
public interface ContainerRuntime {
    /// Whose processes the containers of a sandbox see.
    enum Processes {
        /// Each container its own alone.
        OWN,
        /// Each those of all: whoever may, can send them signals and look into them.
        SHARED,
        /// All of the machine.
        HOST
    }

    /// What the containers of a sandbox share beside network and memory.
    ///
    /// @param isIpcOfHost whether message queues, semaphores and shared memory are those of the machine
    record Sharing(Processes processes, boolean isIpcOfHost) {
        public static final Sharing USUAL = new Sharing(Processes.OWN, false);
    }

    /// The shared home of a pod's containers.
    ///
    /// @param labels kept with the sandbox and given back as they are
    /// @param networkNamespace path of the network namespace to join; empty for the host's
    /// @param cgroupParent under which the containers' cgroups are made
    record SandboxSpec(
            String id,
            String hostname,
            String networkNamespace,
            String cgroupParent,
            Sharing sharing,
            Map<String, String> labels) {
        public SandboxSpec {
            labels = Map.copyOf(labels);
        }
    }

    /// A file or folder of the host inside the container.
    record Mount(String source, String target, boolean isReadOnly) {}

    /// What a container may use; 0 for no limit.
    ///
    /// @param cpuShares relative weight, 1024 is normal
    /// @param cpuQuotaMicros CPU time in each period of 100,000 µs
    record Limits(long memoryBytes, long cpuShares, long cpuQuotaMicros, int oomScoreAdjustment) {}

    /// Rights inside the container. `user` and `group` negative: as the image says.
    record Privileges(
            long user,
            long group,
            List<Long> extraGroups,
            boolean isPrivileged,
            boolean isRootReadOnly,
            List<String> addedCapabilities,
            List<String> droppedCapabilities,
            boolean allowsEscalation) {
        public Privileges {
            extraGroups = List.copyOf(extraGroups);
            addedCapabilities = List.copyOf(addedCapabilities);
            droppedCapabilities = List.copyOf(droppedCapabilities);
        }
    }

    /// What becomes of a container's standard input.
    enum Stdin {
        /// There is none.
        CLOSED,
        /// It ends when the first who is attached ends it or goes.
        ONCE,
        /// It stays open for whoever is attached next.
        OPEN
    }

    /// @param image identifier from the image store ([Image#id])
    /// @param command empty: the image's entry point
    /// @param arguments empty: the image's, unless a command is given
    /// @param environment complete, `NAME=value`; the image's own is put before
    /// @param processesOf another container of the sandbox, which must run: this one is among its processes;
    ///     empty for what the sandbox says
    /// @param logPath file that collects output in the CRI log format
    record ContainerSpec(
            String id,
            String sandbox,
            String name,
            int attempt,
            String image,
            List<String> command,
            List<String> arguments,
            String workingDirectory,
            List<String> environment,
            List<Mount> mounts,
            Limits limits,
            Privileges privileges,
            boolean hasTerminal,
            Stdin stdin,
            String processesOf,
            String logPath,
            Map<String, String> labels) {
        public ContainerSpec {
            command = List.copyOf(command);
            arguments = List.copyOf(arguments);
            environment = List.copyOf(environment);
            mounts = List.copyOf(mounts);
            labels = Map.copyOf(labels);
        }

        public ContainerSpec withLimits(Limits others) {
            return new ContainerSpec(
                    id,
                    sandbox,
                    name,
                    attempt,
                    image,
                    command,
                    arguments,
                    workingDirectory,
                    environment,
                    mounts,
                    others,
                    privileges,
                    hasTerminal,
                    stdin,
                    processesOf,
                    logPath,
                    labels);
        }
    }

    /// Where a container stands. Times are epoch milliseconds.
    sealed interface State {
        record Created() implements State {}

        record Running(int pid, long startedAt) implements State {}

        /// @param exitCode 128 + n for signal n
        /// @param isOutOfMemory killed by the kernel for its memory limit
        record Exited(int exitCode, boolean isOutOfMemory, long startedAt, long finishedAt) implements State {}
    }

    record Container(ContainerSpec spec, State state) {}

    /// What a container has used, and holds.
    ///
    /// @param cpuNanos CPU time since it started
    /// @param memoryBytes all that is charged to it, cached files with it
    /// @param workingSetBytes what of that it could not do without: cached files count if they were used lately
    record Usage(long cpuNanos, long memoryBytes, long workingSetBytes) {}

    /// What a running command inside a container is given and gives back.
    ///
    /// @param stderr unused with a terminal
    record ExecStreams(InputStream stdin, OutputStream stdout, OutputStream stderr) {}

    /// A size for a terminal, in characters.
    record TerminalSize(int columns, int rows) {}

    /// A command running in a container.
    interface Execution extends AutoCloseable {
        /// Waits for the end; the exit code.
        int await() throws InterruptedException;

        void resize(TerminalSize size);

        /// Kills it if it still runs.
        @Override
        void close();
    }

    void createSandbox(SandboxSpec spec) throws InterruptedException;

    List<SandboxSpec> sandboxes();

    /// Removes the sandbox, its containers and their files (not their logs).
    void removeSandbox(String id) throws InterruptedException;

    void createContainer(ContainerSpec spec) throws InterruptedException;

    void startContainer(String id) throws InterruptedException;

    /// Sends SIGTERM (or the image's stop signal), waits at most the grace period, then kills. Returns
    /// when the container has ended.
    void stopContainer(String id, Duration grace) throws InterruptedException;

    /// Changes what a running container may use; it goes on running. From then on its specification has these limits.
    /// What it holds of the kernel's score for the want of memory stays as it was.
    void updateContainer(String id, Limits limits) throws InterruptedException;

    void removeContainer(String id) throws InterruptedException;

    Optional<Container> container(String id);

    List<Container> containers();

    /// What a container uses; empty if it does not run, or the kernel does not count.
    Optional<Usage> usage(String id);

    /// Waits until some container has ended since the last call, or the time is over; their identifiers.
    List<String> awaitExits(Duration timeout) throws InterruptedException;

    /// Starts a command in a running container; its streams are pumped until it ends.
    Execution execute(String id, List<String> command, boolean hasTerminal, ExecStreams streams)
            throws IOException, InterruptedException;

    /// Connects to the container's own streams.
    Execution attach(String id, ExecStreams streams) throws IOException, InterruptedException;

    /// Connects to a TCP port as a process of the sandbox would: by its loopback.
    ///
    /// @throws IOException if nothing listens there
    SocketChannel connect(String sandbox, int port) throws IOException;

    /// Writes on into a new file at the container's log path, after the old file was moved away.
    void reopenLog(String id);

    /// What `version` and the node's status show: `runc 1.1.5`.
    String version();
}
