// SPDX-License-Identifier: Apache-2.0
/// Changing objects by what a client sends: [JsonPatch], [MergePatch], [StrategicPatch], and [Apply]
/// with the [ManagedFields] that remember who set what. Everything here is a pure function of
/// immutable values.
@NullMarked
package dev.skerry.api.patch;

import org.jspecify.annotations.NullMarked;
