// SPDX-License-Identifier: Apache-2.0
/// The node's end of its one connection to the server. Start with [EdgeLink]. What is said is decided by
/// [AgentConversation], a state machine; the rest dials, keeps certificates, and serves streams.
@NullMarked
package dev.skerry.agent.link;

import org.jspecify.annotations.NullMarked;
