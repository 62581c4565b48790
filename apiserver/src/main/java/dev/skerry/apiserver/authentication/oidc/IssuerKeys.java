// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.token.ForeignToken;
import dev.skerry.security.token.WebKeys;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The keys that an issuer signs with now. They are fetched by one thread ([#run]) and only read by others:
/// at the start, each quarter of an hour, and when a token comes that was signed with a key not known yet.
/// Such a token waits a moment for the fresh keys. Strangers can make up as many unknown keys as they like:
/// the issuer is asked no more often than each [#PAUSE].
///
/// While the issuer cannot be reached, the keys of before stay good: an edge site that is cut off from its
/// identity provider still knows its people.
public final class IssuerKeys {
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Log LOG = Log.of("apiserver.oidc");
    private static final Duration AGE_MAX = Duration.ofMinutes(15);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final IssuerSettings settings;
    private final Fetcher fetcher;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fetched = lock.newCondition();

    private volatile WebKeys keys = WebKeys.NONE;

    @GuardedBy("lock")
    private boolean isWanted;

    @GuardedBy("lock")
    private long rounds;

    @GuardedBy("lock")
    private long mayFetchAt;

    /// Gets a document from the issuer's server.
    @FunctionalInterface
    public interface Fetcher {
        byte[] fetch(URI address) throws IOException;
    }

    public IssuerKeys(IssuerSettings settings, Fetcher fetcher, Clock clock) {
        this.settings = settings;
        this.fetcher = fetcher;
        this.clock = clock;
        this.mayFetchAt = clock.nanos();
    }

    /// Keeps the keys fresh until it is interrupted; start it as a task.
    public void run() throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                keys = fetch();
                failures = 0;
            } catch (IOException | IllegalArgumentException failed) {
                failures++;
                if (failures == 1) {
                    LOG.warn(
                            "the keys of an issuer cannot be fetched; trying again",
                            "issuer",
                            settings.url(),
                            "why",
                            String.valueOf(failed.getMessage()));
                }
            }
            roundOver();
            awaitTurn(failures == 0 ? AGE_MAX : RETRY);
        }
    }

    /// Whether the issuer has signed the token.
    boolean haveSigned(ForeignToken token) {
        if (!keys.mayKnow(token)) {
            awaitFreshKeys();
        }
        return keys.haveSigned(token);
    }

    private WebKeys fetch() throws IOException {
        Json configuration;
        try {
            configuration = JsonReader.read(fetcher.fetch(URI.create(settings.discoveryUrl())));
        } catch (JsonException e) {
            throw new IOException(settings.discoveryUrl() + " is not JSON: " + e.getMessage(), e);
        }
        String says = configuration.at("issuer").text();
        if (!says.equals(settings.url())) {
            throw new IOException(
                    settings.discoveryUrl() + " is of the issuer \"" + says + "\", not of \"" + settings.url() + "\"");
        }
        return WebKeys.read(
                fetcher.fetch(URI.create(configuration.at("jwks_uri").text())));
    }

    private void roundOver() {
        lock.lock();
        try {
            rounds++;
            isWanted = false;
            mayFetchAt = clock.nanos() + PAUSE.toNanos();
            fetched.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Sleeps until the keys are old, or somebody wants fresh ones and the pause is over.
    private void awaitTurn(Duration most) throws InterruptedException {
        long end = clock.nanos() + most.toNanos();
        while (clock.nanos() < end && !isTurn()) {
            clock.sleep(GLANCE);
        }
    }

    private boolean isTurn() {
        lock.lock();
        try {
            return isWanted && clock.nanos() >= mayFetchAt;
        } finally {
            lock.unlock();
        }
    }

    private void awaitFreshKeys() {
        lock.lock();
        try {
            boolean isSoon = rounds == 0 || clock.nanos() >= mayFetchAt;
            if (!isSoon) {
                return;
            }
            isWanted = true;
            long before = rounds;
            long left = WAIT_MAX.toNanos();
            while (rounds == before && left > 0) {
                left = fetched.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            // The client left or the server stops: with the keys of before the token is refused.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
