// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// One connection to an engine. Used by one thread at a time; whoever shares it says how.
///
/// @param generation of [Connections], in which it was opened
record Session(Connection connection, long generation) {
    /// Undoes what was begun.
    ///
    /// @return whether the connection is of use all the same
    boolean rollBack() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
            return true;
        } catch (SQLException _) {
            // Whoever closes it undoes everything, too.
            return false;
        }
    }

    void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // It was broken already, or is now: there is nothing left to lose.
        }
    }
}
