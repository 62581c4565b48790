// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import dev.skerry.apiserver.http.Request;
import dev.skerry.security.identity.Identity;

/// A request whose sender is known and allowed to make it.
///
/// @param warnings what the client should be told beside the answer
/// @param annotations what the audit log should know beside the request itself
public record ApiRequest(
        Request http, RequestInfo info, Identity identity, Warnings warnings, AuditAnnotations annotations) {}
