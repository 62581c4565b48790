// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.store.Revision;

/// How etcd's revisions become ours. etcd counts the writes of everybody since the cluster was made; we count
/// from when our store was made in it, or go on from the store that was brought over. What ties the two is a
/// key that is written once: at its etcd revision, ours was `base`.
///
/// @param start the etcd revision at which the store was made
/// @param base our revision then: zero for a new store; what the other store stood at for one brought over
record Epoch(long start, Revision base) {
    Revision ours(long etcd) {
        return new Revision(Math.max(etcd - start + base.value(), 0));
    }

    long etcd(Revision ours) {
        return ours.value() - base.value() + start;
    }

    /// Whether it is of a time of which etcd knows nothing.
    boolean isBefore(Revision ours) {
        return !ours.isAfter(base);
    }
}
