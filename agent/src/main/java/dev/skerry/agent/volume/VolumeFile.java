// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

/// One file of a volume that is made from objects.
///
/// @param mode permission bits
@SuppressWarnings("ArrayRecordComponent")
record VolumeFile(byte[] content, int mode) {}
