// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

/// What an error of an engine means to us.
enum Trouble {
    /// The connection is of no use any more, and what was under way may have been done.
    GONE,
    /// The engine takes no writes: it is a replica, or has become one. Another connection may find the one that does.
    READ_ONLY,
    /// The engine undid the transaction in favour of another: the same again will do.
    CONTENDED,
    /// The engine's disk is full.
    FULL,
    /// The engine does not take this very statement, such as for its size.
    REFUSED,
    /// Anything else. The transaction is undone.
    OTHER
}
