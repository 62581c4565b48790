// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge;

import dev.skerry.tunnel.profile.LinkProfile;

/// How the server's end treats nodes.
///
/// @param software name and version of this program, told to nodes
/// @param fixedToken a join token, `id.secret`, that every machine may use for ever; empty for none, which is
///     the default: whoever learns it can add machines
/// @param handshakesMax nodes that may be compared and brought up to date at the same time; the others wait.
///     More makes a fleet complete sooner after a restart and the server busier; default 64
/// @param profile windows and deadlines of the connections
public record EdgeConfig(String software, String fixedToken, int handshakesMax, LinkProfile profile) {
    public static EdgeConfig of(String software) {
        return new EdgeConfig(software, "", 64, LinkProfile.wired());
    }

    public EdgeConfig withFixedToken(String token) {
        return new EdgeConfig(software, token, handshakesMax, profile);
    }
}
