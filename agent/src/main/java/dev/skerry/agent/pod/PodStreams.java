// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.node.MachineUsage;
import dev.skerry.agent.pod.StreamFrames.Frame;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.ExecStreams;
import dev.skerry.runtime.ContainerRuntime.Execution;
import dev.skerry.runtime.ContainerRuntime.State;
import dev.skerry.runtime.ContainerRuntime.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Answers `kubectl logs`, `exec`, `attach` and `port-forward` on the node, and what is asked of the node itself.
/// Requests and frames are those that the
/// server's
/// `NodeConnector` describes; every stream ends with one `Status`.
public final class PodStreams {
    private final Workbench workbench;
    private final Pods pods;
    private final NodeDocuments documents;

    /// @param machine reads what the whole machine uses
    public PodStreams(Workbench workbench, Pods pods, Supplier<MachineUsage> machine) {
        this.workbench = workbench;
        this.documents = new NodeDocuments(workbench, pods, machine);
        this.pods = pods;
    }

    /// Serves one request; the caller closes the streams when this returns.
    ///
    /// @throws IOException if the other side is gone
    public void serve(JsonObject request, InputStream input, OutputStream output)
            throws IOException, InterruptedException {
        var frames = new StreamFrames(input, output);
        try {
            JsonObject status = switch (request.at("kind").text()) {
                case "logs" -> logs(request, frames);
                case "exec", "attach" -> run(request, frames);
                case "document" -> {
                    documents.write(request.at("path").text(), frames);
                    yield success();
                }
                case "port-forward" -> {
                    new PortForward(workbench, frames).run(pod(request), request);
                    yield success();
                }
                default ->
                    throw StatusException.badRequest("this node does not know streams of kind \""
                            + request.at("kind").text() + "\"");
            };
            frames.end(status);
        } catch (StatusException refused) {
            frames.end(refused.toJson());
        } catch (TransientException | TerminalException failed) {
            frames.end(internal("error executing command in container: " + failed.getMessage()));
        }
    }

    private JsonObject logs(JsonObject request, StreamFrames frames) throws IOException, InterruptedException {
        WantedPod pod = pod(request);
        String name = container(pod, request);
        List<Container> containers = containers(pod, name);
        boolean isPrevious = request.at("previous").booleanOr(false);
        Optional<Container> chosen = containers.stream()
                .filter(container -> !(container.state() instanceof State.Created))
                .skip(isPrevious ? 1 : 0)
                .findFirst();
        if (chosen.isEmpty()) {
            throw StatusException.badRequest(
                    isPrevious
                            ? "previous terminated container \"" + name + "\" in pod \""
                                    + pod.object().name() + "\" not found"
                            : "container \"" + name + "\" in pod \""
                                    + pod.object().name() + "\" is waiting to start: " + whyWaiting(pod, name));
        }
        var isGone = new AtomicBoolean();
        var tasks = new TaskGroup();
        try {
            tasks.start("hang-up", () -> awaitHangUp(frames, isGone));
            String id = chosen.get().spec().id();
            var options = LogStream.Options.read(request, workbench.clock());
            new LogStream(options, frames.channel(StreamFrames.STDOUT), workbench.clock())
                    .write(Path.of(chosen.get().spec().logPath()), () -> isRunning(id), () -> !isGone.get());
        } finally {
            // Not waited for: it ends when the caller closes the stream.
            tasks.stop();
        }
        return success();
    }

    private static void awaitHangUp(StreamFrames frames, AtomicBoolean isGone) {
        try {
            while (true) {
                frames.read();
            }
        } catch (IOException _) {
            // The other side has closed: nobody reads the log any more.
            isGone.set(true);
        }
    }

    private boolean isRunning(String id) {
        return workbench
                .runtime()
                .container(id)
                .filter(container -> container.state() instanceof State.Running)
                .isPresent();
    }

    private String whyWaiting(WantedPod pod, String container) {
        JsonObject status = pods.status(pod.uid());
        String reason = Stream.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
                .flatMap(field -> status.at(field).elements().stream())
                .filter(one -> one.at("name").text().equals(container))
                .map(one -> one.at("state", "waiting", "reason").text())
                .findFirst()
                .orElse("");
        return switch (reason) {
            case "ErrImagePull" -> "image can't be pulled";
            case "ImagePullBackOff" -> "trying and failing to pull image";
            case "" -> "ContainerCreating";
            default -> reason;
        };
    }

    private JsonObject run(JsonObject request, StreamFrames frames) throws IOException, InterruptedException {
        WantedPod pod = pod(request);
        String name = container(pod, request);
        Container container = containers(pod, name).stream()
                .filter(one -> one.state() instanceof State.Running)
                .findFirst()
                .orElseThrow(() -> new StatusException(
                        404, "NotFound", "container not found (\"" + name + "\")", JsonObject.EMPTY));
        var stdin = new StdinPipe();
        var tasks = new TaskGroup();
        if (!request.at("stdin").booleanOr(false)) {
            stdin.end();
        }
        var streams = new ExecStreams(stdin, frames.channel(StreamFrames.STDOUT), frames.channel(StreamFrames.STDERR));
        try (Execution execution = begin(request, container, streams)) {
            tasks.start("input", () -> takeInput(frames, stdin, execution));
            return ended(execution.await());
        } finally {
            stdin.end();
            tasks.stop();
        }
    }

    private Execution begin(JsonObject request, Container container, ExecStreams streams)
            throws IOException, InterruptedException {
        String id = container.spec().id();
        if (request.at("kind").text().equals("attach")) {
            return workbench.runtime().attach(id, streams);
        }
        List<String> command =
                request.at("command").elements().stream().map(Json::text).toList();
        if (command.isEmpty()) {
            throw StatusException.badRequest("you must specify at least 1 command for the container");
        }
        return workbench.runtime().execute(id, command, request.at("tty").booleanOr(false), streams);
    }

    /// Carries what the other side sends to the command; if the other side goes away, so does the command.
    @SuppressWarnings("try") // Closed early, to end the command; closing twice does no harm.
    private static void takeInput(StreamFrames frames, StdinPipe stdin, Execution execution)
            throws InterruptedException {
        try {
            while (true) {
                Frame frame = frames.read();
                switch (frame.channel()) {
                    case StreamFrames.STDIN -> stdin.put(frame.data());
                    case StreamFrames.RESIZE -> resize(frame.data(), execution);
                    case StreamFrames.CLOSE -> {
                        if (frame.data().length > 0 && frame.data()[0] == StreamFrames.STDIN) {
                            stdin.end();
                        }
                    }
                    default -> throw new IOException("unexpected channel " + frame.channel());
                }
            }
        } catch (IOException _) {
            // Ended, broken, or not the protocol: in any case nobody waits for the command any more.
            execution.close();
        }
    }

    private static void resize(byte[] data, Execution execution) {
        try {
            Json size = JsonReader.read(data);
            int columns = size.at("Width").intOr(0);
            int rows = size.at("Height").intOr(0);
            if (columns > 0 && rows > 0) {
                execution.resize(new TerminalSize(columns, rows));
            }
        } catch (JsonException _) {
            // A size that cannot be read changes nothing.
        }
    }

    private WantedPod pod(JsonObject request) {
        var name =
                new ObjectName(request.at("namespace").text(), request.at("pod").text());
        String uid = request.at("uid").text();
        return workbench
                .cache()
                .find(WantedPod.RESOURCE, name)
                .filter(pod -> uid.isEmpty() || pod.uid().equals(uid))
                .map(WantedPod::of)
                .orElseThrow(() -> StatusException.notFound(WantedPod.RESOURCE, name.name()));
    }

    private static String container(WantedPod pod, JsonObject request) {
        String name = request.at("container").text();
        if (name.isEmpty() && pod.main().size() == 1) {
            return pod.main().getFirst().name();
        }
        if (pod.container(name).isEmpty()) {
            throw StatusException.badRequest("container " + name + " is not valid for pod "
                    + pod.object().name());
        }
        return name;
    }

    /// The containers of this name, the newest first.
    private List<Container> containers(WantedPod pod, String name) {
        return workbench.runtime().containers().stream()
                .filter(container ->
                        ContainerLabels.uid(container.spec().labels()).equals(pod.uid())
                                && ContainerLabels.container(container.spec()).equals(name))
                .sorted(Comparator.comparingInt(
                                (Container container) -> container.spec().attempt())
                        .reversed())
                .toList();
    }

    private static JsonObject success() {
        return JsonObject.of("metadata", JsonObject.EMPTY, "status", "Success");
    }

    private static JsonObject ended(int exitCode) {
        if (exitCode == 0) {
            return success();
        }
        return JsonObject.of(
                "metadata",
                JsonObject.EMPTY,
                "status",
                "Failure",
                "message",
                "command terminated with non-zero exit code: exit status " + exitCode,
                "reason",
                "NonZeroExitCode",
                "details",
                JsonObject.of(
                        "causes",
                        JsonArray.of(JsonObject.of("reason", "ExitCode", "message", Integer.toString(exitCode)))));
    }

    private static JsonObject internal(String message) {
        return new StatusException(500, "InternalError", message, JsonObject.EMPTY).toJson();
    }
}
