// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.status;

import dev.skerry.tunnel.frame.MessageClass;

/// How much of one class of messages waits on disk while nobody takes it. Over it the oldest go, and are
/// counted.
///
/// @param messagesMax, bytesMax whichever is reached first
record Quota(int messagesMax, long bytesMax) {
    /// Status is one message per object, so its quota is never met by an honest node; a day of one event per
    /// minute and a day of telemetry at one reading per second fit in theirs.
    static Quota of(MessageClass urgency) {
        return switch (urgency) {
            case HEARTBEAT -> new Quota(16, 1 << 20);
            case STATUS -> new Quota(10_000, 32 << 20);
            case ALERT -> new Quota(10_000, 8 << 20);
            case EVENT -> new Quota(2_000, 4 << 20);
            case TELEMETRY -> new Quota(100_000, 64 << 20);
        };
    }
}
