// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import java.nio.file.Path;
import java.time.Instant;

/// One state of etcd, kept in a file.
public record Snapshot(Path file, long bytes, Instant takenAt) {
    public String name() {
        return file.getFileName().toString();
    }
}
