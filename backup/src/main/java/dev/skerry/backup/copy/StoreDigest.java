// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Entry;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;

/// What a store holds, in one number: SHA-256 over all keys, values and revisions in key order. Two stores with the
/// same one hold the same.
///
/// @param entries how many
public record StoreDigest(long entries, String sha256) {
    private static final int PAGE = 100;

    /// @param counts which entries belong to it
    public static StoreDigest of(Store store, Predicate<Entry> counts) {
        MessageDigest digest = newDigest();
        long entries = 0;
        String from = "/";
        Page page;
        do {
            page = store.range("/", from, PAGE);
            for (Entry entry : page.entries()) {
                from = entry.key().text() + "\0";
                if (counts.test(entry)) {
                    add(digest, entry);
                    entries++;
                }
            }
        } while (page.hasMore());
        return new StoreDigest(entries, HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, Entry entry) {
        byte[] key = entry.key().text().getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES + 2 * Long.BYTES)
                .putInt(key.length)
                .putInt(entry.value().length)
                .putLong(entry.created().value())
                .putLong(entry.modified().value())
                .flip());
        digest.update(key);
        digest.update(entry.value());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JDK has no SHA-256", impossible);
        }
    }
}
