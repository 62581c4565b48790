// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// The changes since that revision are no longer all known: list, and watch from there.
public final class CompactedException extends RuntimeException {
    private final Revision oldest;

    public CompactedException(Revision asked, Revision oldest) {
        super("revision " + asked + " is compacted; the oldest known is " + oldest);
        this.oldest = oldest;
    }

    /// The oldest revision that a watch may start after.
    public Revision oldest() {
        return oldest;
    }
}
