// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

/// An object that the server sent and this node cannot keep, and why.
public record Rejection(String key, String uid, long version, String reason) {}
