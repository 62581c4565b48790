// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

/// What `skerry agent` was asked to be.
///
/// @param server `https://host:port`; empty text for the one it joined before
/// @param token the join token; empty for a node that has joined
public record AgentOptions(String server, String token, NodeOptions node) {}
