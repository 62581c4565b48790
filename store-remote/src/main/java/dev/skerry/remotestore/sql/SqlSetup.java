// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.remotestore.HostPort;
import dev.skerry.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Makes the database and the tables, or makes sure that those that are there are ours.
final class SqlSetup {
    private static final int FORMAT = 1;

    private SqlSetup() {}

    /// @throws StoreUnavailableException if no machine answers
    /// @throws TerminalException if one answers, and will not have us
    static void prepare(SqlEngine engine) {
        SQLException failed = null;
        for (HostPort host : engine.hosts()) {
            try {
                prepare(engine, host);
                return;
            } catch (SQLException thrown) {
                failed = thrown;
            }
        }
        if (failed != null) {
            requireTls(engine, failed);
        }
        if (failed != null && engine.isRefusal(failed)) {
            throw new TerminalException(
                    "StoreRefused",
                    engine.name() + " does not let us in, or not make what is missing: " + failed.getMessage()
                            + ". Check the user, the password and the rights of the datastore's endpoint; a user who"
                            + " must come with TLS or show a certificate needs --datastore-cafile, or"
                            + " --datastore-certfile and --datastore-keyfile",
                    failed);
        }
        throw StoreUnavailableException.notWritten(
                "cannot connect to " + engine.name() + ": " + (failed == null ? "no host" : failed.getMessage())
                        + ". Check that it runs, and is reached from here"
                        + (engine.showsCertificate()
                                ? "; if it hangs up at once, that it knows the authority of our certificate"
                                        + " (--datastore-certfile)"
                                : ""),
                failed == null ? new SQLException("no host") : failed);
    }

    private static void requireTls(SqlEngine engine, SQLException failed) {
        Optional<String> advice = TlsAdvice.of(failed);
        if (advice.isPresent()) {
            throw new TerminalException(
                    "StoreTls", engine.name() + ": " + advice.get() + " (" + failed.getMessage() + ")", failed);
        }
    }

    private static void prepare(SqlEngine engine, HostPort host) throws SQLException {
        engine.makeDatabase(host);
        try (Connection connection = engine.connect(host)) {
            engine.makeTables(connection);
            requireKnownFormat(engine, connection);
        }
    }

    private static void requireKnownFormat(SqlEngine engine, Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT format FROM skerry_horizon WHERE one = 1");
                ResultSet rows = statement.executeQuery()) {
            int format = rows.next() ? rows.getInt(1) : 0;
            if (format > FORMAT) {
                throw new TerminalException(
                        "StoreTooNew",
                        engine.name() + " was written by a newer version (format " + format + "); run that one");
            }
        }
    }
}
