// SPDX-License-Identifier: Apache-2.0
/// WebSocket (RFC 6455) over any two byte streams, for both ends: the opening handshake and binary messages.
/// Start with [WebSocket]. Text messages, extensions and subprotocols are not spoken: the tunnel needs none.
@NullMarked
package dev.skerry.tunnel.websocket;

import org.jspecify.annotations.NullMarked;
