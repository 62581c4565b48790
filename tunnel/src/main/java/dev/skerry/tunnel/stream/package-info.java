// SPDX-License-Identifier: Apache-2.0
/// Many byte streams over one connection, each with a window of its own, so that a reader that does not read
/// holds up nobody else. Start with [TunnelStream].
@NullMarked
package dev.skerry.tunnel.stream;

import org.jspecify.annotations.NullMarked;
