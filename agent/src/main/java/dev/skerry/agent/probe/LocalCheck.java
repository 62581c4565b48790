// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntime.ExecStreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Carries actions out on this machine: commands in the containers of its runtime, requests over its network.
public final class LocalCheck implements Check {
    private static final int OUTPUT_MAX = 10 << 10;

    private final ContainerRuntime runtime;
    private final Clock clock;

    public LocalCheck(ContainerRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    @Override
    public Answer run(ProbeAction action, String container, Duration timeout) throws InterruptedException {
        return switch (action) {
            case ProbeAction.Exec exec -> exec(exec, container, timeout);
            case ProbeAction.HttpGet get -> HttpCheck.run(get, timeout, clock);
            case ProbeAction.Tcp(String host, int port) -> connect(host, port, timeout);
            case ProbeAction.Sleep(Duration time) -> {
                clock.sleep(time);
                yield new Answer(true, "");
            }
            case ProbeAction.Unknown(String what) -> new Answer(false, "this node does not know how to do: " + what);
        };
    }

    @SuppressWarnings("try") // The timeout closes the execution early; closing twice does no harm.
    private Answer exec(ProbeAction.Exec exec, String container, Duration timeout) throws InterruptedException {
        var output = new BoundedOutput(OUTPUT_MAX);
        var streams = new ExecStreams(InputStream.nullInputStream(), output, output);
        var isLate = new AtomicBoolean();
        try (var execution = runtime.execute(container, exec.command(), false, streams);
                var tasks = new TaskGroup()) {
            tasks.start("probe timeout", () -> {
                clock.sleep(timeout);
                isLate.set(true);
                execution.close();
            });
            int code = execution.await();
            if (isLate.get()) {
                return new Answer(
                        false,
                        "command timed out: \"" + String.join(" ", exec.command()) + "\" timed out after "
                                + timeout.toSeconds() + "s");
            }
            return new Answer(code == 0, output.toString(UTF_8));
        } catch (IOException | TransientException | TerminalException failed) {
            return new Answer(false, String.valueOf(failed.getMessage()));
        }
    }

    private static Answer connect(String host, int port, Duration timeout) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            return new Answer(true, "");
        } catch (IOException failed) {
            return new Answer(false, "dial tcp " + host + ":" + port + ": " + failed.getMessage());
        }
    }
}
