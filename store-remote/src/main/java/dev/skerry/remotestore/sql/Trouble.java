// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import java.net.SocketTimeoutException;
import java.sql.SQLException;

/// What an error of an engine means to us.
enum Trouble {
    /// The connection is of no use any more, and what was under way may have been done.
    GONE,
    /// As [#GONE], after nothing was heard for as long as we wait: another attempt would take as long again.
    SILENT,
    /// The engine takes no writes: it is a replica, or has become one. Another connection may find the one that does.
    READ_ONLY,
    /// The engine undid the transaction in favour of another: the same again will do.
    CONTENDED,
    /// The engine's disk is full.
    FULL,
    /// The engine does not take this very statement, such as for its size.
    REFUSED,
    /// Anything else. The transaction is undone.
    OTHER;

    /// Whether the connection is to be given up, and all others with it.
    boolean isOfTheConnection() {
        return this == GONE || this == SILENT || this == READ_ONLY;
    }

    static boolean isSilence(SQLException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
