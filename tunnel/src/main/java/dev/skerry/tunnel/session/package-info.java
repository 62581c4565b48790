// SPDX-License-Identifier: Apache-2.0
/// One connection between an edge node and its server. The parts that are hard to get right read no clock
/// and do no I/O: [Liveness] decides when to ping and when to give up, [Redial] when to try again,
/// [SendWindow] how much may be on its way, and a [Conversation] what is said. [Connection] gives them a
/// socket, threads and the time.
@NullMarked
package dev.skerry.tunnel.session;

import org.jspecify.annotations.NullMarked;
