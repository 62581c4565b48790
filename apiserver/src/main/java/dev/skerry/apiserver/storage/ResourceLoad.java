// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

/// How much there is of a resource: what it costs to list it, and to tell everybody of a change.
///
/// @param bytes of all objects' texts together
/// @param watches that follow it now
public record ResourceLoad(int objects, long bytes, int watches) {
    /// Of what nobody has asked for yet, or is not kept here.
    public static final ResourceLoad UNKNOWN = new ResourceLoad(0, 0, 0);
}
