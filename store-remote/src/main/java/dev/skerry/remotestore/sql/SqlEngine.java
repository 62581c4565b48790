// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.remotestore.HostPort;
import dev.skerry.store.Revision;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// What differs between the SQL engines. Knows how to say things, and keeps no state: each call is given the
/// connection to use.
///
/// A write is two round trips: [#lock] and [#commit]. Between them this server holds the row that all servers
/// lock, so that revisions are given, committed and read in one order, and nobody ever sees a gap.
interface SqlEngine {
    /// As in messages: `PostgreSQL at db:5432/kubernetes`. Never with a password.
    String name();

    List<HostPort> hosts();

    /// Whether it is shown a certificate of ours.
    boolean showsCertificate();

    /// Opens a connection to one machine, with our settings, timeouts among them.
    ///
    /// @throws SQLException also if that machine takes no writes
    Connection connect(HostPort host) throws SQLException;

    /// Makes the database if it is missing.
    void makeDatabase(HostPort host) throws SQLException;

    /// Makes the tables if they are missing, also while another server does the same.
    void makeTables(Connection connection) throws SQLException;

    /// Begins a transaction and waits for the lock; then reads what others wrote after a revision, and the entries
    /// of some keys.
    Locked lock(Connection connection, Revision after, List<byte[]> keys) throws SQLException;

    /// Writes, and commits what [#lock] began.
    void commit(Connection connection, Entered entered) throws SQLException;

    Trouble trouble(SQLException failed);

    /// Whether an engine that answers so will never let us in as we are.
    boolean isRefusal(SQLException failed);

    /// How long the follower waits at least and at most before it looks without having been called.
    Pace pace();

    /// Whether the engine tells of changes by itself.
    boolean tells();

    /// Waits for others' changes, and calls back when there are any.
    ///
    /// @throws SQLException when the connection is lost
    void listen(Connection connection, Runnable onNews) throws SQLException;

    /// @param shortest right after something new was found
    /// @param longest after nothing was found for a while
    record Pace(Duration shortest, Duration longest) {}
}
