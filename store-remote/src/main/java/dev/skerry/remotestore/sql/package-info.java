// SPDX-License-Identifier: Apache-2.0
/// The store in the tables of PostgreSQL, MySQL or MariaDB, shared by several servers. Start with [SqlStore];
/// what differs between the engines is behind [SqlEngine].
///
/// A store object has three threads. The writer commits for everybody who waits ([SqlWriter]). The follower
/// reads what other servers wrote, and answers how far the engine is ([Follower]). With PostgreSQL a third one
/// listens for news and wakes the follower. Reads run on their callers' threads over a few connections
/// ([Readers]). Both the writer and the follower publish to the one feed, which drops what it has told already.
@NullMarked
package dev.skerry.remotestore.sql;

import org.jspecify.annotations.NullMarked;
