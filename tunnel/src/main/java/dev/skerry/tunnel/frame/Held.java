// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

/// Which state of an object a node holds.
///
/// @param key names the object: `core/v1/pods/default/web-0`
/// @param uid of the object; another uid under the same key is another object
/// @param version rises with every write of the object; guards against going backwards
/// @param content hash of what matters of the object to a node. Two states with the same hash need no
///     delivery, whatever their versions: the echo of a status that the node itself reported is not sent
public record Held(String key, String uid, long version, long content) {
    /// A number that depends on all of this but the version; sums of it tell whether two sets are alike.
    long fingerprint() {
        return Digests.mix(Digests.hash(key) + 31 * Digests.hash(uid) + 961 * content);
    }
}
