// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Asks webhooks, over connections that are kept for the next question. Used by the threads of requests.
final class WebhookClient {
    /// Connections that wait for the next question, for each webhook. Handshakes are what a call costs most; more than
    /// a few at once to one webhook are rare.
    private static final int IDLE_MAX = 8;

    /// What was idle for longer may have been closed by the other end just now.
    private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

    private static final int CONTEXTS_MAX = 64;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<Place, Deque<Idle>> idle = new HashMap<>();

    /// Least recently used first. A changed bundle is another one.
    @GuardedBy("lock")
    private final Map<String, SSLSocketFactory> contexts = new LinkedHashMap<>(16, 0.75f, true);

    private record Place(WebhookAddress address, String bundle) {}

    private record Idle(WebhookConnection connection, long since) {}

    WebhookClient(Clock clock) {
        this.clock = clock;
    }

    /// @param bundle the authorities that may have signed the webhook's certificate, PEM in base 64; empty
    ///     for those of the machine
    /// @throws SocketTimeoutException if there is no whole answer in time
    WebhookConnection.Answer post(WebhookAddress address, String bundle, byte[] body, Duration timeout)
            throws IOException {
        long deadline = clock.nanos() + timeout.toNanos();
        var place = new Place(address, bundle);
        String target = address.path() + "?timeout=" + timeout.toSeconds() + "s";
        WebhookConnection kept = take(place);
        if (kept != null) {
            try {
                return ask(kept, place, target, body, deadline);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException _) {
                // Closed by the other end while it was idle: a new connection tells.
            }
        }
        return ask(WebhookConnection.open(address, tls(bundle), clock, deadline), place, target, body, deadline);
    }

    private WebhookConnection.Answer ask(
            WebhookConnection connection, Place place, String target, byte[] body, long deadline) throws IOException {
        boolean isKept = false;
        try {
            var answer = connection.post(place.address(), target, body, deadline);
            isKept = connection.isReusable() && keep(place, connection);
            return answer;
        } finally {
            if (!isKept) {
                connection.close();
            }
        }
    }

    private @Nullable WebhookConnection take(Place place) {
        Deque<Idle> stale;
        lock.lock();
        try {
            Deque<Idle> known = idle.get(place);
            Idle newest = known == null ? null : known.peekFirst();
            if (known == null || newest == null) {
                return null;
            }
            if (clock.nanos() - newest.since() <= IDLE_NANOS) {
                known.removeFirst();
                return newest.connection();
            }
            // Those behind it have been idle for even longer.
            stale = known;
            idle.remove(place);
        } finally {
            lock.unlock();
        }
        stale.forEach(old -> old.connection().close());
        return null;
    }

    private boolean keep(Place place, WebhookConnection connection) {
        var stale = new ArrayList<Idle>();
        boolean isKept = false;
        lock.lock();
        try {
            long now = clock.nanos();
            idle.values().removeIf(deque -> {
                boolean isOld = deque.isEmpty() || now - deque.getFirst().since() > IDLE_NANOS;
                if (isOld) {
                    stale.addAll(deque);
                }
                return isOld;
            });
            Deque<Idle> known = idle.computeIfAbsent(place, _ -> new ArrayDeque<>());
            if (known.size() < IDLE_MAX) {
                known.addFirst(new Idle(connection, now));
                isKept = true;
            }
        } finally {
            lock.unlock();
        }
        stale.forEach(old -> old.connection().close());
        return isKept;
    }

    private SSLSocketFactory tls(String bundle) throws IOException {
        lock.lock();
        try {
            SSLSocketFactory known = contexts.get(bundle);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        SSLSocketFactory made = factory(bundle);
        lock.lock();
        try {
            contexts.put(bundle, made);
            if (contexts.size() > CONTEXTS_MAX) {
                contexts.remove(contexts.keySet().iterator().next());
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private static SSLSocketFactory factory(String bundle) throws IOException {
        try {
            if (bundle.isEmpty()) {
                return SSLContext.getDefault().getSocketFactory();
            }
            String pem = new String(Base64.getDecoder().decode(bundle), StandardCharsets.UTF_8);
            return TlsContexts.client(TrustedAuthorities.trusting(Pem.readCertificates(pem)))
                    .getSocketFactory();
        } catch (RuntimeException | NoSuchAlgorithmException e) {
            throw new IOException("unable to load root certificates: " + e.getMessage(), e);
        }
    }
}
