// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.agent.volume.TokenSource;
import dev.skerry.api.edge.ApiCall;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.Write;
import dev.skerry.tunnel.frame.Digests;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Tokens of pods, asked of the server over the node's connection and kept in the node's database.
///
/// A token that is there is handed out at once, also when it has expired: an outage must not take away the
/// token of a pod that has nothing better, and a server with its clock right refuses it anyway. From four
/// fifths of its life on a new one is asked for in the background; the old one is replaced in the same write
/// that stores the new one.
public final class PodTokens implements TokenSource {
    private static final Log LOG = Log.of("agent.link");
    private static final String TOKENS = "/tokens/";
    private static final Duration LOOK = Duration.ofSeconds(30);

    /// Pods of one node times their audiences; the bound of one look.
    private static final int TOKENS_MAX = 2_000;

    private static final GroupVersionResource ACCOUNTS = new GroupVersionResource("", "v1", "serviceaccounts");
    private static final GroupVersionKind REQUEST = new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");

    private final Store store;
    private final Function<ApiCall, Optional<KubeObject>> api;
    private final Clock clock;

    /// @param api asks the server, as [EdgeLink#call] does
    public PodTokens(Store store, Function<ApiCall, Optional<KubeObject>> api, Clock clock) {
        this.store = store;
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Token token(Request request) {
        Optional<Stored> known = store.find(key(request)).map(entry -> Stored.read(entry.value()));
        if (known.isPresent() && !known.get().isDue(clock.now())) {
            return known.get().token();
        }
        boolean isStillGood =
                known.isPresent() && clock.now().isBefore(known.get().token().expires());
        if (isStillGood) {
            // The background renews it; whoever asks need not wait for the network.
            return known.get().token();
        }
        try {
            return renew(request).token();
        } catch (TransientException unreachable) {
            return known.map(Stored::token).orElseThrow(() -> unreachable);
        }
    }

    @Override
    public void forget(String podUid) {
        List<Write> removals = store.range(TOKENS + podUid + "/", TOKENS + podUid + "/", TOKENS_MAX).entries().stream()
                .<Write>map(entry -> new Write.Remove(entry.key()))
                .toList();
        if (!removals.isEmpty()) {
            store.writeAll(removals);
        }
    }

    /// Renews what is due, until it is interrupted.
    public void run() throws InterruptedException {
        while (true) {
            renewDue();
            clock.sleep(LOOK);
        }
    }

    void renewDue() {
        for (var entry : store.range(TOKENS, TOKENS, TOKENS_MAX).entries()) {
            var stored = Stored.read(entry.value());
            if (stored.isDue(clock.now())) {
                try {
                    renew(stored.request());
                } catch (TransientException | StatusException | StoreFullException failed) {
                    // The pod has the old one; the next look tries again.
                    LOG.debug(
                            "a pod's token was not renewed",
                            "pod",
                            stored.request().pod(),
                            "why",
                            failed.getMessage());
                }
            }
        }
    }

    private Stored renew(Request request) {
        var account = new ObjectName(request.pod().namespace(), request.serviceAccount());
        KubeObject answer = api.apply(new ApiCall.CreatePart(ACCOUNTS, account, "token", body(request)))
                .orElseThrow(() -> new TransientException(
                        "NoToken", "the server gave no token for " + request.pod() + " as " + account));
        Instant now = clock.now();
        Instant expires =
                answer.time("status", "expirationTimestamp").orElse(now.plusSeconds(request.expirationSeconds()));
        var stored = new Stored(request, new Token(answer.at("status", "token").text(), expires), now);
        store.writeAll(List.of(new Write.Put(key(request), stored.toBytes())));
        return stored;
    }

    private static KubeObject body(Request request) {
        var spec = JsonObject.builder()
                .put("expirationSeconds", request.expirationSeconds())
                .put(
                        "boundObjectRef",
                        JsonObject.of(
                                "kind",
                                "Pod",
                                "apiVersion",
                                "v1",
                                "name",
                                request.pod().name(),
                                "uid",
                                request.podUid()));
        if (!request.audience().isEmpty()) {
            spec.put("audiences", JsonArray.of(request.audience()));
        }
        var name = new ObjectName(request.pod().namespace(), request.serviceAccount());
        return KubeObject.of(REQUEST, name).with(spec.build(), "spec");
    }

    private static Key key(Request request) {
        long what = Digests.hash(request.serviceAccount() + "\n" + request.audience());
        return new Key(TOKENS + request.podUid() + "/" + HexFormat.of().toHexDigits(what));
    }

    /// A token as it lies in the database.
    ///
    /// @param issued when it came, by this node's clock: its age is measured by the clock that aged it
    private record Stored(Request request, Token token, Instant issued) {
        boolean isDue(Instant now) {
            Duration life = Duration.between(issued, token.expires());
            return !now.isBefore(issued.plus(life.multipliedBy(4).dividedBy(5)));
        }

        static Stored read(byte[] bytes) {
            Json json = JsonReader.read(bytes);
            var request = new Request(
                    new ObjectName(json.at("namespace").text(), json.at("pod").text()),
                    json.at("uid").text(),
                    json.at("account").text(),
                    json.at("audience").text(),
                    json.at("seconds").longOr(3600));
            var token = new Token(
                    json.at("token").text(), Instant.parse(json.at("expires").text()));
            return new Stored(request, token, Instant.parse(json.at("issued").text()));
        }

        byte[] toBytes() {
            return JsonWriter.writeBytes(JsonObject.builder()
                    .put("namespace", request.pod().namespace())
                    .put("pod", request.pod().name())
                    .put("uid", request.podUid())
                    .put("account", request.serviceAccount())
                    .put("audience", request.audience())
                    .put("seconds", request.expirationSeconds())
                    .put("token", token.text())
                    .put("expires", token.expires().toString())
                    .put("issued", issued.toString())
                    .build());
        }
    }
}
