// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.engines;

import dev.skerry.remotestore.etcd.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/// The newest PostgreSQL of this machine.
public final class PostgresServer extends EngineProcess {
    public static final String USER = "postgres";
    public static final String PASSWORD = "not-a-secret";

    /// Who shows a certificate, where the server asks for one.
    public static final String CERTIFIED = "client";

    private List<String> options = List.of();
    private String user = USER;

    private PostgresServer() throws IOException {
        super("postgres");
    }

    /// One whose endpoints are for a user who must come with TLS and a certificate that has its name.
    public static PostgresServer runWithTls(Certificates certificates)
            throws IOException, InterruptedException, SQLException {
        var server = new PostgresServer();
        server.make();
        Files.writeString(
                server.folder().resolve("data").resolve("pg_hba.conf"),
                "host all " + USER + " 127.0.0.1/32 scram-sha-256\n" + "hostssl all " + CERTIFIED
                        + " 127.0.0.1/32 scram-sha-256 clientcert=verify-full\n");
        server.options = List.of(
                "-c", "ssl=on",
                "-c", "ssl_ca_file=" + server.owned(certificates.authority()),
                "-c", "ssl_cert_file=" + server.owned(certificates.certificate("server")),
                "-c", "ssl_key_file=" + server.owned(certificates.key("server")));
        server.start();
        server.execute("CREATE ROLE " + CERTIFIED + " SUPERUSER LOGIN PASSWORD '" + PASSWORD + "'");
        server.user = CERTIFIED;
        return server;
    }

    /// One that follows another, under this name, and takes no writes.
    static PostgresServer copyOf(PostgresServer other, String name) throws IOException, InterruptedException {
        var server = new PostgresServer();
        server.run(List.of(
                program("pg_basebackup"),
                "--no-sync",
                "--checkpoint=fast",
                "--write-recovery-conf",
                "-D",
                server.folder().resolve("data").toString(),
                "-d",
                "host=127.0.0.1 port=" + other.port() + " user=" + USER + " password=" + PASSWORD + " application_name="
                        + name));
        server.start();
        return server;
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
        var command = new ArrayList<>(List.of(
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
                "shared_buffers=64MB"));
        command.addAll(options);
        return command;
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
        return "postgres://" + user + ":" + PASSWORD + "@127.0.0.1:" + port() + "/" + database;
    }
}
