// SPDX-License-Identifier: Apache-2.0
/// The server's end of WebSocket (RFC 6455), for exec, attach and logs. Start with [WebSocketConnection].
@NullMarked
package dev.skerry.apiserver.websocket;

import org.jspecify.annotations.NullMarked;
