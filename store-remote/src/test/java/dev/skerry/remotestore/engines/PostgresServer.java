// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/// The newest PostgreSQL of this machine.
public final class PostgresServer extends EngineProcess {
    public static final String USER = "postgres";
    public static final String PASSWORD = "not-a-secret";

    private PostgresServer() throws IOException {
        super("postgres");
    }

    public static PostgresServer run() throws IOException, InterruptedException {
        var server = new PostgresServer();
        server.make();
        server.start();
        return server;
    }

    private static String program(String name) {
        try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.comparingInt(
                            path -> Integer.parseInt(path.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin")
                    .resolve(name)
                    .toString();
        } catch (IOException missing) {
            throw new IllegalStateException("no PostgreSQL on this machine; scripts/setup test installs it", missing);
        }
    }

    @Override
    protected void make() throws IOException, InterruptedException {
        Path password = Files.writeString(Files.createTempFile("skerry", "password"), PASSWORD + "\n");
        Files.setPosixFilePermissions(password, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        run(List.of(
                program("initdb"),
                "--no-sync",
                "-D",
                folder().resolve("data").toString(),
                "-U",
                USER,
                "-E",
                "UTF8",
                "--auth=scram-sha-256",
                "--pwfile=" + password));
        Files.delete(password);
    }

    @Override
    protected List<String> command() {
        return List.of(
                program("postgres"),
                "-D",
                folder().resolve("data").toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "port=" + port(),
                "-c",
                "unix_socket_directories=",
                "-c",
                "shared_buffers=64MB");
    }

    @Override
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", PASSWORD);
        return new Driver().connect("jdbc:postgresql://127.0.0.1:" + port() + "/postgres", properties);
    }

    @Override
    public String endpoint(String database) {
        return "postgres://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port() + "/" + database;
    }
}
