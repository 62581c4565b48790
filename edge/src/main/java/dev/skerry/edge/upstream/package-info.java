// SPDX-License-Identifier: Apache-2.0
/// Applies what nodes tell to the API, as the node that told it. Start with [UpstreamApplier].
@NullMarked
package dev.skerry.edge.upstream;

import org.jspecify.annotations.NullMarked;
