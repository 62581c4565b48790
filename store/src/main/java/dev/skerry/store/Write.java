// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// One write of a batch.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Write {
    Key key();

    /// The key must not exist.
    record Create(Key key, byte[] value) implements Write {}

    /// The key must be at this revision.
    record UpdateAt(Key key, byte[] value, Revision expected) implements Write {}

    /// The key must be at this revision, and goes.
    record DeleteAt(Key key, Revision expected) implements Write {}

    /// Whatever is there is replaced: for whoever alone owns the key.
    record Put(Key key, byte[] value) implements Write {}

    /// Whatever is there goes; [Update.Missing] if nothing was.
    record Remove(Key key) implements Write {}
}
