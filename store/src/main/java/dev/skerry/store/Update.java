// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// What became of a write. A conflict is an ordinary answer, not an exception: the caller always has to
/// read it and decide.
public sealed interface Update {
    /// Written, and on disk: it survives a crash from here on.
    record Done(Revision revision) implements Update {}

    /// Not written: the key is at another revision than the caller expected, or exists when it should not.
    record Conflict(Entry current) implements Update {}

    /// Not written: there is no such key.
    record Missing() implements Update {}
}
