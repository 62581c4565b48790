// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The small program that stays beside each container: it holds its streams, writes its log and its exit
/// code, and lets the agent come and go.
record Conmon(Path path) {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/conmon"), Path.of("/usr/libexec/podman/conmon"), Path.of("/usr/local/bin/conmon"));

    /// conmon tells on file descriptor 3 whether the container came to be, after its first process has
    /// already ended and its second has gone into the background. Java hands descriptors 0 to 2 only, and
    /// closes them when the first process ends; so a shell stands between, and ends when the word has come.
    private static final String SHELL_LINE =
            "\"$@\" 3>&1 >/dev/null | { IFS= read -r line; printf '%s\\n' \"$line\"; }";

    static Conmon find() throws IOException {
        for (Path place : PLACES) {
            if (Files.isExecutable(place)) {
                return new Conmon(place);
            }
        }
        throw new IOException("conmon is not installed");
    }

    /// Creates the container of a bundle and stays with it.
    void create(RuntimeProgram program, ContainerFolder folder, RuntimeFolders folders, ContainerSpec spec)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", SHELL_LINE, "sh", path.toString()));
        command.addAll(List.of("--cid", spec.id(), "--cuuid", spec.id(), "--name", spec.id()));
        command.addAll(List.of("--runtime", program.path().toString()));
        command.addAll(List.of("--runtime-arg=--root", "--runtime-arg=" + program.stateFolder()));
        command.addAll(List.of(
                "--bundle",
                folder.path().toString(),
                "--persist-dir",
                folder.path().toString()));
        command.addAll(List.of("--container-pidfile", folder.pid().toString()));
        command.addAll(List.of("--conmon-pidfile", folder.conmonPid().toString()));
        command.addAll(List.of("--exit-dir", folders.exits().toString(), "--full-attach"));
        command.addAll(List.of("--log-path", "k8s-file:" + spec.logPath(), "--no-sync-log"));
        if (spec.hasTerminal()) {
            command.add("--terminal");
        }
        switch (spec.stdin()) {
            case CLOSED -> {}
            case ONCE -> command.add("--stdin");
            case OPEN -> command.addAll(List.of("--stdin", "--leave-stdin-open"));
        }
        var call = ProgramCall.run(command, Map.of("_OCI_SYNCPIPE", "3"));
        check(call);
    }

    /// Gives a terminal container's terminal another size.
    static void resize(ContainerFolder folder, int columns, int rows) throws IOException {
        order(folder, "1 " + rows + " " + columns);
    }

    /// Makes conmon open the log's path anew, after the file there was moved away.
    static void reopenLog(ContainerFolder folder) throws IOException {
        order(folder, "2 0 0");
    }

    private static void order(ContainerFolder folder, String order) throws IOException {
        if (!folder.isWatched()) {
            // A pipe without a reader would keep us waiting for ever.
            return;
        }
        try (var pipe = FileChannel.open(folder.control(), StandardOpenOption.WRITE)) {
            pipe.write(StandardCharsets.US_ASCII.encode(order + "\n"));
        }
    }

    private static void check(ProgramCall call) throws IOException {
        String line = call.output().strip();
        try {
            Json answer = line.isEmpty() ? Json.of(null) : JsonReader.read(line);
            long pid = answer.at("pid").longOr(answer.at("data").longOr(-1));
            if (pid <= 0) {
                String said = answer.at("message").textOr(call.errors().strip());
                throw new IOException(said.isEmpty() ? "conmon said nothing" : ProgramCall.reason(said));
            }
        } catch (JsonException broken) {
            throw new IOException("conmon said: " + line, broken);
        }
    }
}
