// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import java.time.Instant;

/// Who changes an object, through which door, and when: what a managed-fields entry records.
///
/// @param manager the field manager's name: what the request says, or the client's program name
/// @param subresource `status`, `scale` …; empty for the object itself
public record Writer(String manager, String subresource, Instant time) {}
