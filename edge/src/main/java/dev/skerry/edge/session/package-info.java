// SPDX-License-Identifier: Apache-2.0
/// Which nodes are connected, and what follows from it: their leases while they are, their Ready condition
/// when they are not any more. Start with [ConnectedNodes].
@NullMarked
package dev.skerry.edge.session;

import org.jspecify.annotations.NullMarked;
