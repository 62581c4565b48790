// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import dev.skerry.runtime.image.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The first process of a process namespace that all containers of a sandbox share. A namespace lives and dies
/// with its first process, so it must be one that outlives every container: a shell that has become a `sleep`,
/// in a container of its own that the runtime program alone knows. It ignores the ends of its children, so
/// that the kernel clears away those whose parents are gone; and it survives the agent, as all containers do.
///
/// Only sandboxes whose containers share their processes have one.
record ProcessKeeper(RuntimeProgram program, SandboxSpec sandbox, SandboxFolder folder) {
    /// It closes what it inherited: whoever started it waits for the end of its output.
    private static final String SCRIPT = "trap '' CHLD HUP INT TERM; exec sleep infinity </dev/null >/dev/null 2>&1";

    /// The path of the namespace; it is made if there is none.
    String namespace() throws IOException, InterruptedException {
        if (!isAlive()) {
            end();
            start();
        }
        return "/proc/" + processId() + "/ns/pid";
    }

    private void start() throws IOException, InterruptedException {
        new HostBundle(bundle(), List.of("/bin/sh", "-c", SCRIPT), sandbox.cgroupParent() + "/" + id()).write();
        var call =
                program.call("run", "--detach", "--bundle", bundle().toString(), "--pid-file", pid().toString(), id());
        if (!call.isSuccess()) {
            throw new IOException("cannot keep a namespace of processes: " + ProgramCall.reason(call.errors()));
        }
    }

    /// Ends it, and whatever is still in the namespace.
    void end() throws IOException, InterruptedException {
        if (Files.exists(program.stateFolder().resolve(id()))) {
            var call = program.call("delete", "--force", id());
            if (!call.isSuccess() && Files.exists(program.stateFolder().resolve(id()))) {
                throw new IOException(ProgramCall.reason(call.errors()));
            }
        }
        if (Files.exists(bundle())) {
            FileTree.delete(bundle());
        }
    }

    /// Numbers of processes are used again, so that it must also be in its own control group.
    private boolean isAlive() throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + processId(), "cgroup")).contains(id());
        } catch (NoSuchFileException _) {
            // Never started, or gone.
            return false;
        }
    }

    private String processId() throws IOException {
        return Files.readString(pid()).strip();
    }

    private String id() {
        return "keeper-" + sandbox.id();
    }

    private Path bundle() {
        return folder.path().resolve("processes");
    }

    private Path pid() {
        return bundle().resolve("pid");
    }
}
