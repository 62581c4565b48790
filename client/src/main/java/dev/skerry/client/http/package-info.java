// SPDX-License-Identifier: Apache-2.0
/// Requests to an API server, by HTTPS or by a call inside the process. Start with [RestClient], which
/// speaks the Kubernetes API over any [Transport].
///
/// A [RestClient] and a [Transport] may be used by many threads; a [Transport.Answer] belongs to the one
/// that asked, except that any thread may close it.
@NullMarked
package dev.skerry.client.http;

import org.jspecify.annotations.NullMarked;
