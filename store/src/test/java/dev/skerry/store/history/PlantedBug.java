// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

/// What can be wrong with a store.
enum PlantedBug {
    /// A watch does not tell of a deletion.
    DROPPED_DELETION,
    /// A watch tells a change twice.
    REPEATED_CHANGE,
    /// Two writes are answered with the same revision.
    REUSED_REVISION,
    /// An update is done though somebody else was faster.
    LOST_UPDATE,
    /// A commit is made of several.
    TORN_BATCH,
    /// A read answers what was there a while ago.
    STALE_READ,
    /// A value comes back with a bit flipped.
    FLIPPED_BIT,
    /// A write is answered and not done.
    FORGOTTEN_WRITE,
    /// A write is done and answered as refused for want of space.
    DONE_THOUGH_REFUSED
}
