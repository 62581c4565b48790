// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.image.UnpackedImages;
import dev.skerry.runtime.linux.Signals;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Containers by an OCI runtime program and `conmon`.
///
/// A sandbox is no process here, only what its containers share ([SandboxFolder]); so an empty pod costs
/// nothing, and after a reboot a sandbox is as good as before.
///
/// Calls for one container must not overlap, except that it may be stopped, asked for, attached to and
/// executed in at any time; different containers do not know of each other.
public final class OciRuntime implements ContainerRuntime, AutoCloseable {
    /// The kernel needs a moment to take a killed process apart; more than this means it hangs in a driver.
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

    private static final Duration POLL_FIRST = Duration.ofMillis(2);
    private static final Duration POLL_MOST = Duration.ofMillis(50);

    private final RuntimeFolders folders;
    private final RuntimeProgram program;
    private final Clock clock;
    private final ContainerRecords records;
    private final ContainerMaker maker;
    private final ExitWatch exits;

    /// Adopts what is there.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TerminalException reason `NoContainerRuntime`
    public OciRuntime(RuntimeFolders folders, UnpackedImages images, Clock clock)
            throws IOException, InterruptedException {
        this.folders = folders;
        this.clock = clock;
        this.records = new ContainerRecords(folders);
        this.program = RuntimeProgram.find(folders);
        this.maker = new ContainerMaker(folders, program, Conmon.find(), images);
        this.exits = new ExitWatch(folders.exits());
        adopt(images);
    }

    @Override
    public void createSandbox(SandboxSpec spec) {
        try {
            records.add(spec);
        } catch (IOException failed) {
            throw failure("CreatePodSandboxError", "create sandbox " + spec.id(), failed);
        }
    }

    @Override
    public List<SandboxSpec> sandboxes() {
        return records.sandboxes();
    }

    @Override
    public void removeSandbox(String id) throws InterruptedException {
        for (ContainerSpec spec : records.containers()) {
            if (spec.sandbox().equals(id)) {
                removeContainer(spec.id());
            }
        }
        Optional<SandboxSpec> sandbox = records.sandbox(id);
        if (sandbox.isPresent()) {
            try {
                var folder = new SandboxFolder(folders.sandboxRun(id));
                new ProcessKeeper(program, sandbox.get(), folder).end();
                folder.delete();
                new CgroupFolders().remove(sandbox.get().cgroupParent());
                records.removeSandbox(id);
            } catch (IOException failed) {
                throw failure("RemovePodSandboxError", "remove sandbox " + id, failed);
            }
        }
    }

    @Override
    public void createContainer(ContainerSpec spec) throws InterruptedException {
        if (records.container(spec.id()).isPresent()) {
            return;
        }
        String what = "create container " + spec.name() + " of image " + spec.image();
        SandboxSpec sandbox = records.sandbox(spec.sandbox())
                .orElseThrow(() -> new TransientException(
                        "CreateContainerError", "cannot " + what + ": there is no sandbox " + spec.sandbox()));
        try {
            maker.create(spec, sandbox);
            records.add(spec);
        } catch (IOException failed) {
            throw failure("CreateContainerError", what, failed);
        }
    }

    @Override
    public void startContainer(String id) throws InterruptedException {
        ContainerFolder folder = folder(id, "start");
        try {
            if (!(folder.state(clock.now()) instanceof State.Exited)) {
                start(folder);
            }
        } catch (IOException failed) {
            throw failure("RunContainerError", "start container " + id, failed);
        }
    }

    /// The note comes first: after a crash between the two the container is seen as running, which it may
    /// be, and starting it again is tried when it is seen not to be.
    private void start(ContainerFolder folder) throws IOException, InterruptedException {
        boolean wasNoted = folder.isStarted();
        if (!wasNoted) {
            folder.noteStart(clock.now());
        }
        var call = program.call("start", folder.id());
        boolean runsAlready = wasNoted && !call.isSuccess();
        if (!call.isSuccess() && !runsAlready) {
            folder.noteNoStart();
            throw new IOException(ProgramCall.reason(call.errors()));
        }
    }

    @Override
    public void stopContainer(String id, Duration grace) throws InterruptedException {
        Optional<ContainerSpec> spec = records.container(id);
        if (spec.isEmpty()) {
            return;
        }
        try {
            var folder = ContainerFolder.of(folders, id);
            if (folder.state(clock.now()) instanceof State.Running && !grace.isZero()) {
                signal(folder, maker.stopSignal(spec.get()));
                awaitExit(folder, grace);
            }
            kill(folder);
            if (!isAlone(spec.get())) {
                // What it has started does not die with it: it was not the first of these processes.
                program.call("kill", "--all", id, "KILL");
            }
        } catch (IOException failed) {
            throw failure("KillContainerError", "stop container " + id, failed);
        }
    }

    /// Whether it has its processes to itself.
    private boolean isAlone(ContainerSpec spec) {
        return spec.processesOf().isEmpty()
                && records.sandbox(spec.sandbox())
                        .map(sandbox -> sandbox.sharing().processes() == Processes.OWN)
                        .orElse(true);
    }

    private void kill(ContainerFolder folder) throws IOException, InterruptedException {
        // Everything in a process namespace dies with its first process; the kernel sees to that.
        signal(folder, Signals.KILL);
        if (!awaitExit(folder, KILL_PATIENCE)) {
            throw new IOException("it does not end though it was killed");
        }
    }

    private void signal(ContainerFolder folder, int signal) throws IOException {
        if (folder.isAlive()) {
            Signals.send(folder.processId(), signal);
        }
    }

    /// Whether it has ended in time. Looks rather than listens: the events belong to [#awaitExits].
    private boolean awaitExit(ContainerFolder folder, Duration patience) throws IOException, InterruptedException {
        long deadline = clock.nanos() + patience.toNanos();
        Duration pause = POLL_FIRST;
        while (!(folder.state(clock.now()) instanceof State.Exited)) {
            if (clock.nanos() - deadline >= 0) {
                return false;
            }
            clock.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(POLL_MOST) < 0 ? pause.multipliedBy(2) : POLL_MOST;
        }
        return true;
    }

    @Override
    public void updateContainer(String id, Limits limits) throws InterruptedException {
        try {
            ContainerFolder folder = running(id, "resize");
            ContainerSpec spec = records.container(id).orElseThrow();
            Path wanted = folder.path().resolve("resources.json");
            Files.write(wanted, JsonWriter.writeBytes(SpecDocument.update(limits)));
            var call = program.call("update", "--resources", wanted.toString(), id);
            if (!call.isSuccess()) {
                throw new IOException(ProgramCall.reason(call.errors()));
            }
            records.replace(folder, spec.withLimits(limits));
        } catch (IOException failed) {
            throw failure("ResizeContainerError", "resize container " + id, failed);
        }
    }

    @Override
    public void removeContainer(String id) throws InterruptedException {
        if (records.container(id).isEmpty()) {
            return;
        }
        stopContainer(id, Duration.ZERO);
        try {
            maker.delete(id);
            records.removeContainer(id);
        } catch (IOException failed) {
            throw failure("RemoveContainerError", "remove container " + id, failed);
        }
    }

    @Override
    public Optional<Container> container(String id) {
        return records.container(id).map(this::observed);
    }

    @Override
    public List<Container> containers() {
        return records.containers().stream().map(this::observed).toList();
    }

    @Override
    public Optional<Usage> usage(String id) {
        return records.container(id)
                .filter(spec -> observed(spec).state() instanceof State.Running)
                .flatMap(spec -> records.sandbox(spec.sandbox()))
                .flatMap(sandbox -> new CgroupUsage(new CgroupFolders()).read(sandbox.cgroupParent() + "/" + id));
    }

    private Container observed(ContainerSpec spec) {
        try {
            return new Container(spec, ContainerFolder.of(folders, spec.id()).state(clock.now()));
        } catch (IOException failed) {
            throw failure("ContainerStateUnknown", "read the state of container " + spec.id(), failed);
        }
    }

    @Override
    public List<String> awaitExits(Duration timeout) throws InterruptedException {
        long deadline = clock.nanos() + timeout.toNanos();
        Set<String> ended = new TreeSet<>();
        while (ended.isEmpty()) {
            long left = deadline - clock.nanos();
            for (String name : exits.await(Duration.ofNanos(Math.max(left, 0)))) {
                records.container(name).ifPresent(_ -> ended.add(name));
            }
            if (ended.isEmpty() && left <= 0) {
                // Looking notes the end of those whose conmon was killed too; the next call tells of them.
                containers();
                break;
            }
        }
        return List.copyOf(ended);
    }

    @Override
    public Execution execute(String id, List<String> command, boolean hasTerminal, ExecStreams streams)
            throws IOException, InterruptedException {
        running(id, "execute in");
        return hasTerminal
                ? TerminalExecution.start(program, id, command, folders.run(), streams)
                : PipedExecution.start(program, id, command, folders.run(), streams);
    }

    @Override
    public Execution attach(String id, ExecStreams streams) throws IOException {
        ContainerFolder folder = running(id, "attach to");
        boolean keepsStdin = records.container(id)
                .map(spec -> spec.stdin() != ContainerRuntime.Stdin.CLOSED)
                .orElse(false);
        return AttachedContainer.start(folder, keepsStdin, streams, clock);
    }

    @Override
    public SocketChannel connect(String sandbox, int port) throws IOException {
        SandboxSpec spec =
                records.sandbox(sandbox).orElseThrow(() -> new IOException("there is no sandbox " + sandbox));
        return new LoopbackPort(spec.networkNamespace(), port).connect();
    }

    @Override
    public void reopenLog(String id) {
        try {
            Conmon.reopenLog(folder(id, "reopen the log of"));
        } catch (IOException failed) {
            throw failure("LogRotationFailed", "reopen the log of container " + id, failed);
        }
    }

    @Override
    public String version() {
        return program.version();
    }

    /// Lets go of everything; the containers go on.
    @Override
    public void close() throws IOException {
        exits.close();
    }

    /// Takes over what an earlier process of ours left: whole containers as they are, half-made ones as
    /// rubbish.
    private void adopt(UnpackedImages images) throws IOException, InterruptedException {
        var halfMade = new ArrayList<String>();
        for (String id : records.load()) {
            if (ContainerFolder.of(folders, id).isCreated()) {
                records.container(id).ifPresent(spec -> images.hold(spec.image(), id));
            } else {
                halfMade.add(id);
            }
        }
        for (String id : halfMade) {
            maker.delete(id);
            records.removeContainer(id);
        }
    }

    private ContainerFolder folder(String id, String what) {
        if (records.container(id).isEmpty()) {
            throw new TransientException(
                    "ContainerNotFound", "cannot " + what + " container " + id + ": there is none");
        }
        return ContainerFolder.of(folders, id);
    }

    private ContainerFolder running(String id, String what) throws IOException {
        ContainerFolder folder = folder(id, what);
        if (!(folder.state(clock.now()) instanceof State.Running)) {
            throw new TransientException(
                    "ContainerNotRunning", "cannot " + what + " container " + id + ": it is not running");
        }
        return folder;
    }

    private static TransientException failure(String reason, String what, IOException cause) {
        return new TransientException(reason, "cannot " + what + ": " + cause.getMessage(), cause);
    }
}
