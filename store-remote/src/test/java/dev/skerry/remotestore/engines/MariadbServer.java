// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.engines;

import dev.skerry.remotestore.etcd.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/// The MariaDB of this machine.
public final class MariadbServer extends EngineProcess {
    public static final String USER = "skerry";
    public static final String PASSWORD = "not-a-secret";

    /// Who shows a certificate, where the server asks for one.
    public static final String CERTIFIED = "client";

    private List<String> options = List.of();
    private String user = USER;

    private MariadbServer() throws IOException {
        super("mariadb");
    }

    /// One whose endpoints are for a user who must come with TLS and a certificate.
    public static MariadbServer runWithTls(Certificates certificates) throws IOException, InterruptedException {
        var server = new MariadbServer();
        server.make();
        server.options = List.of(
                "--ssl-ca=" + server.owned(certificates.authority()),
                "--ssl-cert=" + server.owned(certificates.certificate("server")),
                "--ssl-key=" + server.owned(certificates.key("server")));
        var users = new StringBuilder(Files.readString(server.folder().resolve("users.sql")));
        for (String host : List.of("%", "localhost")) {
            String who = "'" + CERTIFIED + "'@'" + host + "'";
            users.append("CREATE USER IF NOT EXISTS " + who + " IDENTIFIED BY '" + PASSWORD + "' REQUIRE X509;\n");
            users.append("GRANT ALL ON *.* TO " + who + ";\n");
        }
        Files.writeString(server.folder().resolve("users.sql"), users);
        server.start();
        server.user = CERTIFIED;
        return server;
    }

    public static MariadbServer run() throws IOException, InterruptedException {
        var server = new MariadbServer();
        server.make();
        server.start();
        return server;
    }

    @Override
    protected void make() throws IOException, InterruptedException {
        run(List.of(
                "/usr/bin/mariadb-install-db",
                "--no-defaults",
                "--skip-test-db",
                "--auth-root-authentication-method=normal",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-log-file-size=16M",
                "--datadir=" + folder().resolve("data")));
        Files.writeString(
                folder().resolve("users.sql"),
                "CREATE USER IF NOT EXISTS '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "';\n"
                        + "CREATE USER IF NOT EXISTS '" + USER + "'@'localhost' IDENTIFIED BY '" + PASSWORD + "';\n"
                        + "GRANT ALL ON *.* TO '" + USER + "'@'%';\n"
                        + "GRANT ALL ON *.* TO '" + USER + "'@'localhost';\n");
    }

    @Override
    protected List<String> command() {
        var command = new ArrayList<>(List.of(
                "/usr/sbin/mariadbd",
                "--no-defaults",
                "--datadir=" + folder().resolve("data"),
                "--socket=" + folder().resolve("socket"),
                "--pid-file=" + folder().resolve("pid"),
                "--init-file=" + folder().resolve("users.sql"),
                "--bind-address=127.0.0.1",
                "--port=" + port(),
                "--innodb-log-file-size=16M",
                "--innodb-flush-log-at-trx-commit=1",
                "--skip-log-bin"));
        command.addAll(options);
        return command;
    }

    @Override
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", PASSWORD);
        return new Driver().connect("jdbc:mariadb://127.0.0.1:" + port() + "/", properties);
    }

    @Override
    public String endpoint(String database) {
        return "mysql://" + user + ":" + PASSWORD + "@tcp(127.0.0.1:" + port() + ")/" + database;
    }
}
