// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The answers to several statements that went out as one, in order.
final class Results {
    private final PreparedStatement statement;

    /// Whether the answer that the statement stands at has rows, and whether somebody has taken it.
    private boolean isRows;
    private boolean isTaken;

    private Results(PreparedStatement statement, boolean isRows) {
        this.statement = statement;
        this.isRows = isRows;
    }

    static Results of(PreparedStatement statement) throws SQLException {
        return new Results(statement, statement.execute());
    }

    /// The next answer that has rows.
    ResultSet nextRows() throws SQLException {
        if (isTaken) {
            isRows = statement.getMoreResults();
        }
        while (!isRows) {
            if (statement.getUpdateCount() == -1) {
                throw new SQLException("the engine gave fewer answers than it was asked questions");
            }
            isRows = statement.getMoreResults();
        }
        isTaken = true;
        return statement.getResultSet();
    }

    /// Reads all that is left, so that a failure of any of the statements is thrown.
    void finish() throws SQLException {
        while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
            // Nobody needs these.
        }
    }
}
