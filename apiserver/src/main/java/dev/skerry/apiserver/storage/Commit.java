// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

/// What became of a write.
public sealed interface Commit {
    /// It is durable, and every later read sees it.
    record Done(StoredObject stored) implements Commit {}

    /// Somebody was faster; this is what stands there now.
    record Conflict(StoredObject current) implements Commit {}

    /// It claims what another object has; nothing is written. Memory knows by now who has it.
    record Taken() implements Commit {}

    /// There is no such object.
    record Missing() implements Commit {}
}
