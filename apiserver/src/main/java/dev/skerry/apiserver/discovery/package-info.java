// SPDX-License-Identifier: Apache-2.0
/// Tells clients what is served here: groups, versions and resources, in the old form and the aggregated
/// one. Start with [Discovery].
@NullMarked
package dev.skerry.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
