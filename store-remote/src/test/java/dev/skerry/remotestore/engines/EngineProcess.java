// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.engines;

import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real database server of this machine's packages, in a folder of its own, on a port of its own on the loopback,
/// run by a user who may do nothing else. It syncs its disk as in earnest.
public abstract class EngineProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(20);

    /// Who runs it when we are root: database servers refuse to run as root.
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");

    private final Path folder;
    private final int port;
    private Process process;

    /// @param name of the folder
    protected EngineProcess(String name) throws IOException {
        folder = Files.createTempDirectory("skerry-" + name);
        if (isRoot()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /// Makes the files of an empty server.
    protected abstract void make() throws IOException, InterruptedException;

    /// The command that runs the server in the foreground.
    protected abstract List<String> command();

    /// A connection for an administrator.
    public abstract Connection connect() throws SQLException;

    /// The endpoint of a database of this server.
    public abstract String endpoint(String database);

    protected final Path folder() {
        return folder;
    }

    public final int port() {
        return port;
    }

    /// Starts the server, and waits until it lets people in.
    public final void start() throws IOException, InterruptedException {
        process = launch(command());
        long from = SystemClock.CLOCK.nanos();
        while (true) {
            try (Connection _ = connect()) {
                return;
            } catch (SQLException failed) {
                boolean isLate = SystemClock.CLOCK.nanos() - from > START_MAX.toNanos();
                if (isLate || !process.isAlive()) {
                    throw new IOException("the server does not start: " + Files.readString(log()), failed);
                }
                SystemClock.CLOCK.sleep(GLANCE);
            }
        }
    }

    /// As if its machine had lost power, but for what the kernel has taken.
    public final void kill() throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        for (ProcessHandle one : all) {
            while (one.isAlive()) {
                SystemClock.CLOCK.sleep(GLANCE);
            }
        }
    }

    /// Stands still, or goes on: an engine that neither answers nor hangs up.
    public final void freeze(boolean isFrozen) throws IOException, InterruptedException {
        var kill = new ArrayList<String>(List.of("kill", isFrozen ? "-STOP" : "-CONT", "" + process.pid()));
        process.descendants().forEach(one -> kill.add("" + one.pid()));
        new ProcessBuilder(kill).start().waitFor();
    }

    /// Runs statements as the administrator.
    public final void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /// A copy of a file that the server's user alone may read.
    protected final Path owned(Path file) throws IOException {
        Path copy = Files.copy(file, folder.resolve(file.getFileName()));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(copy, Files.getOwner(folder));
        return copy;
    }

    /// Runs a command to its end, as the server's user.
    protected final void run(List<String> command) throws IOException, InterruptedException {
        if (launch(command).waitFor() != 0) {
            throw new IOException(command + " failed: " + Files.readString(log()));
        }
    }

    private Process launch(List<String> command) throws IOException {
        var whole = new ArrayList<String>(isRoot() ? AS_NOBODY : List.of());
        whole.addAll(command);
        var builder = new ProcessBuilder(whole).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
