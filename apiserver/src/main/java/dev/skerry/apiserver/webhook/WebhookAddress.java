// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import java.net.InetSocketAddress;

/// Where a webhook listens.
///
/// @param socket where to connect
/// @param host whom its certificate must be made out to
/// @param url how messages call it
record WebhookAddress(InetSocketAddress socket, String host, int port, String path, String url) {}
