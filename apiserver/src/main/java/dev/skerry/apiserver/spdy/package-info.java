// SPDX-License-Identifier: Apache-2.0
/// The server's end of SPDY/3.1, which old kubectl speaks for exec and attach, and every kubectl for
/// port-forward. Netty reads and writes the frames, without its event loops: the bytes come from a connection
/// that has left HTTP. Start with [SpdyConnection].
@NullMarked
package dev.skerry.apiserver.spdy;

import org.jspecify.annotations.NullMarked;
