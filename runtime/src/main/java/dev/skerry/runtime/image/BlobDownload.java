// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/// Fetches one blob into a file. What has come stays on disk under a name of its own, so that a broken
/// download goes on at the byte where it broke: at once if it had got anywhere, else in the next pull,
/// also one after a restart.
final class BlobDownload {
    private static final String ANY = "*/*";

    private final Path folder;
    private final RegistryClient registry;

    BlobDownload(Path folder, RegistryClient registry) {
        this.folder = folder;
        this.registry = registry;
    }

    /// The blob's file, complete and checked.
    ///
    /// @param progress told of each piece's length; of what came in an earlier pull as well
    Path fetch(Manifest.Blob blob, LongConsumer progress) throws IOException {
        Path complete = folder.resolve(Sha256.digits(blob.digest()));
        if (Files.exists(complete)) {
            progress.accept(Files.size(complete));
            return complete;
        }
        Path part = complete.resolveSibling(complete.getFileName() + ".part");
        MessageDigest digest = Sha256.fresh();
        long have = begun(part, digest);
        progress.accept(have);
        while (have < blob.bytes()) {
            long more = fetchMore(blob, part, have, digest, progress);
            if (more < 0) {
                // The registry cannot begin in the middle: it sent everything again, from the first byte.
                digest.reset();
                have = begun(part, digest);
            } else if (more == 0) {
                throw new IOException("download of " + blob.digest() + " broke off at byte " + have);
            } else {
                have += more;
            }
        }
        String found = Sha256.text(digest);
        if (have != blob.bytes() || !found.equals(blob.digest())) {
            Files.delete(part);
            throw new IOException("blob " + blob.digest() + " came damaged: " + have + " bytes with digest " + found);
        }
        return Files.move(part, complete, StandardCopyOption.ATOMIC_MOVE);
    }

    private static long begun(Path part, MessageDigest digest) throws IOException {
        if (!Files.exists(part)) {
            return 0;
        }
        try (var in = Files.newInputStream(part)) {
            Sha256.update(digest, in);
        }
        return Files.size(part);
    }

    /// Appends what comes; how much that was, or -1 if the file was begun anew.
    private long fetchMore(Manifest.Blob blob, Path part, long have, MessageDigest digest, LongConsumer progress)
            throws IOException {
        try (var answer = registry.open("blobs/" + blob.digest(), ANY, have)) {
            boolean isAnew = have > 0 && !answer.isPart();
            try (var out = Files.newOutputStream(
                    part,
                    StandardOpenOption.CREATE,
                    isAnew ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND)) {
                long left = isAnew ? blob.bytes() : blob.bytes() - have;
                long came = copy(answer.body(), out, left, isAnew ? Sha256.fresh() : digest, progress);
                return isAnew ? -1 : came;
            }
        }
    }

    /// Copies at most `left` bytes: a registry that sends more than it announced is not listened to.
    private static long copy(InputStream body, OutputStream out, long left, MessageDigest digest, LongConsumer progress)
            throws IOException {
        byte[] buffer = new byte[1 << 15];
        long came = 0;
        while (came < left) {
            int count = readOrEnd(body, buffer, (int) Math.min(buffer.length, left - came));
            if (count < 0) {
                break;
            }
            out.write(buffer, 0, count);
            digest.update(buffer, 0, count);
            progress.accept(count);
            came += count;
        }
        return came;
    }

    /// A connection that breaks is an end like any other: what came before it counts.
    private static int readOrEnd(InputStream body, byte[] buffer, int length) throws IOException {
        try {
            return body.read(buffer, 0, length);
        } catch (IOException broken) {
            if (Thread.currentThread().isInterrupted()) {
                throw broken;
            }
            return -1;
        }
    }
}
