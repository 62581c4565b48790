// SPDX-License-Identifier: Apache-2.0
/// HTTP/1.1 as a proxy speaks it to a program behind this server: [ProxyRequest] is what goes on, [ProxyAnswer] what
/// comes back. Whoever uses them brings the connection.
@NullMarked
package dev.skerry.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
