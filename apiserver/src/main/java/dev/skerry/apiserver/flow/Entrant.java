// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.apiserver.chain.RequestInfo;

/// Who asks to be let in at a priority level.
///
/// @param flow the flow's own number
/// @param distinguisher what the flow is told from others of its schema by: a user, a namespace, or nothing
/// @param user who sent the request
/// @param info what it is about
record Entrant(String schema, String distinguisher, long flow, Width width, String user, RequestInfo info) {}
