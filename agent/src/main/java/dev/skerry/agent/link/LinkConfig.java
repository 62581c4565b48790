// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.tunnel.profile.LinkProfile;
import java.nio.file.Path;

/// How a node reaches its server.
///
/// @param server `https://host:port`; empty for the one it has joined
/// @param token the join token; empty for a node that has joined
/// @param node the node's name
/// @param folder where the node's key and certificates are kept, readable by its owner only
/// @param software name and version of this program, told to the server
/// @param profile what kind of link this is; wired unless told otherwise
public record LinkConfig(String server, String token, String node, Path folder, String software, LinkProfile profile) {}
