// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

/// What a store promises of the changes between the opening of a watch and its end.
public enum Watching {
    /// Each is told.
    EVERY_CHANGE,

    /// Each that was answered through the same store is told. Of what was written through another one over the same
    /// engine, or whose writer got no answer, one that a later one covers may be left out: the engine keeps no old
    /// values.
    LATEST_OF_OTHERS
}
