// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Tokens whose signatures have been found good, by their digests: a client sends the same token with every
/// request, and to check an elliptic curve's signature costs more than all the rest of a read. Only what a token
/// says and that we signed it is remembered, neither the token nor that it is good now. Bounded; safe for many
/// threads.
final class ProvenTokens {
    private static final int TOKENS_MAX = 4_096;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, ServiceAccountClaims> claims = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ServiceAccountClaims> eldest) {
            return size() > TOKENS_MAX;
        }
    };

    Optional<ServiceAccountClaims> find(String token) {
        String digest = digest(token);
        lock.lock();
        try {
            return Optional.ofNullable(claims.get(digest));
        } finally {
            lock.unlock();
        }
    }

    void add(String token, ServiceAccountClaims said) {
        String digest = digest(token);
        lock.lock();
        try {
            claims.put(digest, said);
        } finally {
            lock.unlock();
        }
    }

    private static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return new String(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
