// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.profile;

import dev.skerry.foundation.time.Backoff;
import java.time.Duration;

/// What a link can bear, as one of three presets.
///
/// The arithmetic of an idle link. A ping or pong is 3 bytes, in a WebSocket frame 5 to 9, in a TLS 1.3 record
/// 27 to 31, in a TCP segment about 85; with the segment that confirms the pong, one exchange is about 140
/// bytes up and 80 down. Each minute that is 2.3 B/s up and 1.3 B/s down: under the 4 B/s (350 KB a day) that
/// an idle node may cost, and long enough under the five minutes after which carriers forget a connection.
///
/// Such rare pings would notice a dead link late, so two other things watch. Whatever is sent and waits for
/// an answer starts a deadline (`silenceMax`), with a ping at half of it: whoever has something to say knows
/// within ten seconds. And while nobody has anything to say the kernel's keep-alive probes tell, within
/// `idle + interval × probes`: nine seconds on a wire, where their 52 bytes every five seconds cost nobody
/// anything (they carry no payload, so metering by payload does not see them); on metered links they are as
/// rare as the bill wants them to be.
///
/// @param idlePing a ping goes out when nothing was heard for so long; lower finds dead links sooner and costs
///     140 bytes each
/// @param silenceMax how long an answer may take before the link counts as dead; must be above the longest
///     round trip including what queues up on the way
/// @param windowFrames deliveries that may be on their way unacknowledged; the bound of the sender's memory
/// @param batchObjects changes in one delivery, stored in one commit of the node's disk
/// @param batchBytes a delivery is closed when it has so many
/// @param streamWindowBytes what one byte stream may have on its way; bounds the memory per stream
/// @param redial waits between attempts to connect
public record LinkProfile(
        String name,
        Duration idlePing,
        Duration silenceMax,
        KeepAlive keepAlive,
        int windowFrames,
        int batchObjects,
        int batchBytes,
        int streamWindowBytes,
        Backoff redial) {

    /// When the kernel asks the other side's kernel whether it is still there.
    public record KeepAlive(Duration idle, Duration interval, int probes) {}

    private static final Backoff REDIAL = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    /// Ethernet, fibre, Wi-Fi: bytes cost nothing.
    public static LinkProfile wired() {
        var keepAlive = new KeepAlive(Duration.ofSeconds(5), Duration.ofSeconds(2), 2);
        return new LinkProfile(
                "wired", Duration.ofSeconds(60), Duration.ofSeconds(8), keepAlive, 64, 64, 64 << 10, 128 << 10, REDIAL);
    }

    /// Mobile networks: metered, and a queue of seconds where the signal is weak.
    public static LinkProfile lte() {
        var keepAlive = new KeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(3), 3);
        return new LinkProfile(
                "lte", Duration.ofSeconds(60), Duration.ofSeconds(10), keepAlive, 64, 32, 32 << 10, 64 << 10, REDIAL);
    }

    /// Geostationary satellites: every byte has a price and takes 0.6 s there and back.
    public static LinkProfile satellite() {
        var keepAlive = new KeepAlive(Duration.ofSeconds(240), Duration.ofSeconds(5), 3);
        var redial = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
        return new LinkProfile(
                "satellite",
                Duration.ofSeconds(240),
                Duration.ofSeconds(20),
                keepAlive,
                64,
                64,
                64 << 10,
                64 << 10,
                redial);
    }
}
