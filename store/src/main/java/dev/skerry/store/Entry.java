// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

/// A key with its current value. The value's bytes belong to the store: they must not be changed.
///
/// @param created the revision that made the key, after its last deletion
/// @param modified the revision that wrote this value
@SuppressWarnings("ArrayRecordComponent")
public record Entry(Key key, byte[] value, Revision created, Revision modified) {}
