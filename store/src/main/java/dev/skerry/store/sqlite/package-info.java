// SPDX-License-Identifier: Apache-2.0
/// The store on one SQLite file, through the system's libsqlite3. Start with [SqliteStore].
///
/// One platform thread owns the connection that writes ([Writer]); a few connections read, each used by
/// one thread at a time ([Readers]). [Soundness] and [Witness] see to it that a damaged file is not served,
/// [WriteAheadLog] and [Budget] to what it takes of the disk. A native call holds the carrier of a virtual
/// thread, so none of them does more than one step of one statement.
@NullMarked
package dev.skerry.store.sqlite;

import org.jspecify.annotations.NullMarked;
