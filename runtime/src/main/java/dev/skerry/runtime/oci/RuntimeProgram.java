// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.runtime.image.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The program that makes containers, and how it is called.
///
/// @param version name and version, as the node's status shows it
record RuntimeProgram(Path path, Path stateFolder, String version) {
    private static final Log LOG = Log.of("runtime.oci");

    /// crun first: it starts a container in a third of the time and with a tenth of the memory.
    private static final List<String> NAMES = List.of("crun", "runc");

    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));

    /// The first program that really runs a container on this machine: being installed proves little, since
    /// crun refuses some mixtures of cgroup versions. Costs some 40 ms, once per start of the agent.
    static RuntimeProgram find(RuntimeFolders folders) throws InterruptedException {
        var tried = new ArrayList<String>();
        for (String name : NAMES) {
            for (Path folder : FOLDERS) {
                Path path = folder.resolve(name);
                if (!Files.isExecutable(path)) {
                    continue;
                }
                String failure = tryOut(path, folders);
                if (failure.isEmpty()) {
                    var program = new RuntimeProgram(path, folders.programState(), versionOf(path));
                    LOG.info("container runtime found", "program", path, "version", program.version());
                    return program;
                }
                tried.add(name + ": " + failure);
                break;
            }
        }
        throw new TerminalException(
                "NoContainerRuntime",
                "no container runtime works on this machine; " + (tried.isEmpty() ? "install crun or runc" : tried));
    }

    ProgramCall call(String... arguments) throws IOException, InterruptedException {
        return ProgramCall.run(command(arguments));
    }

    List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(path.toString(), "--root", stateFolder.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs `/bin/true` of this machine in a container; empty if that went well, else why not.
    private static String tryOut(Path path, RuntimeFolders folders) throws InterruptedException {
        String id = "skerry-probe-" + UUID.randomUUID();
        Path bundle = folders.run().resolve(id);
        try {
            new HostBundle(bundle, List.of("/bin/true"), "").write();
            var program = new RuntimeProgram(path, folders.programState(), "");
            var call = program.call("run", "--bundle", bundle.toString(), id);
            if (!call.isSuccess()) {
                // What it left behind, if anything; that it may have left nothing is no failure.
                program.call("delete", "--force", id);
            }
            return call.isSuccess() ? "" : ProgramCall.reason(call.errors()) + " (exit code " + call.exitCode() + ")";
        } catch (IOException failed) {
            return String.valueOf(failed.getMessage());
        } finally {
            deleteQuietly(bundle);
        }
    }

    private static String versionOf(Path path) {
        try {
            // `runc version 1.1.5`, then lines about how it was built.
            String first = ProgramCall.run(List.of(path.toString(), "--version"))
                    .output()
                    .lines()
                    .findFirst()
                    .orElse("");
            return first.replace(" version ", " ");
        } catch (IOException | InterruptedException _) {
            // It ran a container a moment ago; its version is only shown.
            return path.getFileName().toString();
        }
    }

    private static void deleteQuietly(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException _) {
            // An empty folder on a tmpfs.
        }
    }
}
