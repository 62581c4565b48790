// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import dev.skerry.security.identity.Identity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a ServiceAccount token says.
///
/// @param account name and uid of the ServiceAccount
/// @param pod, node, secret what the token is tied to; [BoundObject#NONE] where it is not
/// @param id unique to this token (`jti`)
/// @param warnAfter when the client should have fetched a new one; the expiry itself where it has no grace
public record ServiceAccountClaims(
        String namespace,
        BoundObject account,
        BoundObject pod,
        BoundObject node,
        BoundObject secret,
        List<String> audiences,
        String id,
        Instant issuedAt,
        Instant expiresAt,
        Instant warnAfter) {
    public static final String USER_PREFIX = "system:serviceaccount:";
    public static final String GROUP = "system:serviceaccounts";

    private static final String PRIVATE = "kubernetes.io";
    private static final String EXTRA = "authentication.kubernetes.io/";

    /// The year 9999: a number beyond is an attack on date arithmetic, not a time.
    private static final long SECONDS_MAX = 253_402_300_799L;

    public ServiceAccountClaims {
        audiences = List.copyOf(audiences);
    }

    /// `system:serviceaccount:<namespace>:<name>`
    public String user() {
        return USER_PREFIX + namespace + ":" + account.name();
    }

    /// The account in the terms of authorization.
    public Identity identity() {
        var extra = new LinkedHashMap<String, List<String>>();
        extra.put(EXTRA + "credential-id", List.of("JTI=" + id));
        putBound(extra, "pod", pod);
        putBound(extra, "node", node);
        return new Identity(
                user(), account.uid(), List.of(GROUP, GROUP + ":" + namespace, Identity.GROUP_AUTHENTICATED), extra);
    }

    JsonObject toJson(String issuer) {
        var own = JsonObject.builder().put("namespace", namespace);
        if (!node.isNone()) {
            own.put("node", node.toJson());
        }
        if (!pod.isNone()) {
            own.put("pod", pod.toJson());
        }
        if (!secret.isNone()) {
            own.put("secret", secret.toJson());
        }
        own.put("serviceaccount", account.toJson());
        if (warnAfter.isBefore(expiresAt)) {
            own.put("warnafter", warnAfter.getEpochSecond());
        }
        return JsonObject.of(
                "aud",
                audiences,
                "exp",
                expiresAt.getEpochSecond(),
                "iat",
                issuedAt.getEpochSecond(),
                "iss",
                issuer,
                "jti",
                id,
                PRIVATE,
                own.build(),
                "nbf",
                issuedAt.getEpochSecond(),
                "sub",
                user());
    }

    static ServiceAccountClaims read(JsonObject claims) {
        Json own = claims.valueOf(PRIVATE);
        Instant expiresAt = Instant.ofEpochSecond(seconds(claims.valueOf("exp")));
        long warnAfter = own.at("warnafter").longOr(expiresAt.getEpochSecond());
        return new ServiceAccountClaims(
                own.at("namespace").text(),
                BoundObject.read(own.at("serviceaccount")),
                BoundObject.read(own.at("pod")),
                BoundObject.read(own.at("node")),
                BoundObject.read(own.at("secret")),
                texts(claims.valueOf("aud")),
                claims.valueOf("jti").text(),
                Instant.ofEpochSecond(seconds(claims.valueOf("iat"))),
                expiresAt,
                Instant.ofEpochSecond(Math.clamp(warnAfter, 0, SECONDS_MAX)));
    }

    private static long seconds(Json json) {
        return Math.clamp(json.longOr(0), 0, SECONDS_MAX);
    }

    /// A single audience may stand without brackets.
    private static List<String> texts(Json json) {
        return switch (json) {
            case JsonString(String text) -> List.of(text);
            case JsonArray(List<Json> values) -> values.stream().map(Json::text).toList();
            default -> List.of();
        };
    }

    private static void putBound(Map<String, List<String>> extra, String what, BoundObject bound) {
        if (!bound.isNone()) {
            extra.put(EXTRA + what + "-name", List.of(bound.name()));
            if (!bound.uid().isEmpty()) {
                extra.put(EXTRA + what + "-uid", List.of(bound.uid()));
            }
        }
    }
}
