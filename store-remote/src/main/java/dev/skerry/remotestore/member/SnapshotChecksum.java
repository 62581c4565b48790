// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.foundation.lifecycle.TerminalException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Checks a snapshot while it arrives: its last 32 bytes are the SHA-256 of all before.
final class SnapshotChecksum {
    private static final int LENGTH = 32;

    private final MessageDigest digest;

    /// The latest bytes, which may be the checksum.
    private byte[] tail = {};

    SnapshotChecksum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    void add(byte[] piece) {
        byte[] all = Arrays.copyOf(tail, tail.length + piece.length);
        System.arraycopy(piece, 0, all, tail.length, piece.length);
        int settled = Math.max(all.length - LENGTH, 0);
        digest.update(all, 0, settled);
        tail = Arrays.copyOfRange(all, settled, all.length);
    }

    /// @throws TerminalException if what has arrived is not what etcd sent
    void requireMatch(Path file) {
        if (tail.length != LENGTH || !MessageDigest.isEqual(tail, digest.digest())) {
            throw new TerminalException("SnapshotBroken", "the snapshot for " + file + " arrived broken; take another");
        }
    }
}
