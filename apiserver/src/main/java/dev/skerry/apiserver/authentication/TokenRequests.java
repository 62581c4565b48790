// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.token.BoundObject;
import dev.skerry.security.token.ServiceAccountTokens;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers a TokenRequest (`serviceaccounts/token`): a token for an account, perhaps bound to a pod, a
/// Secret or a Node.
public final class TokenRequests {
    private static final long SECONDS_DEFAULT = 3600;
    private static final long SECONDS_MIN = 600;
    private static final long SECONDS_MAX = 1L << 32;

    private static final GroupVersionResource ACCOUNTS = new GroupVersionResource("", "v1", "serviceaccounts");

    private final ServiceAccountTokens tokens;
    private final ObjectSource objects;
    private final Clock clock;

    public TokenRequests(ServiceAccountTokens tokens, ObjectSource objects, Clock clock) {
        this.tokens = tokens;
        this.objects = objects;
        this.clock = clock;
    }

    /// What the token is tied to, and the node that it will be used on.
    private record Binding(BoundObject pod, BoundObject node, BoundObject secret) {
        static final Binding NONE = new Binding(BoundObject.NONE, BoundObject.NONE, BoundObject.NONE);
    }

    /// The request as it goes back, with the token in its status.
    ///
    /// @param account whose token it is to be
    /// @throws StatusException 404 if the account or what it should be bound to does not exist, 409 if the
    ///     latter is another than meant, 422 for a malformed request
    public KubeObject issue(ObjectName account, KubeObject request) {
        var found = objects.find("", ACCOUNTS.resource(), account)
                .orElseThrow(() -> StatusException.notFound(ACCOUNTS, account.name()));
        long seconds = request.at("spec", "expirationSeconds").longOr(SECONDS_DEFAULT);
        demandValid(request, seconds);
        var binding = binding(account, request.at("spec", "boundObjectRef"));
        List<String> audiences = request.at("spec", "audiences").elements().stream()
                .map(Json::text)
                .toList();
        var issued = tokens.issue(new ServiceAccountTokens.Wish(
                account.namespace(),
                new BoundObject(account.name(), found.uid()),
                binding.pod(),
                binding.node(),
                binding.secret(),
                audiences,
                seconds));
        var spec = request.at("spec")
                .object()
                .with("audiences", Json.of(audiences.isEmpty() ? List.of(tokens.issuer()) : audiences))
                .with("expirationSeconds", seconds);
        var status = JsonObject.of(
                "token",
                issued.token(),
                "expirationTimestamp",
                issued.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
        return request.with(account.name(), "metadata", "name")
                .with(account.namespace(), "metadata", "namespace")
                .with(clock.now().truncatedTo(ChronoUnit.SECONDS).toString(), "metadata", "creationTimestamp")
                .with(spec, "spec")
                .with(status, "status");
    }

    private static void demandValid(KubeObject request, long seconds) {
        var errors = new ArrayList<FieldError>();
        if (seconds < SECONDS_MIN) {
            errors.add(FieldError.invalid(
                    "spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"));
        }
        if (seconds > SECONDS_MAX) {
            errors.add(FieldError.invalid(
                    "spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"));
        }
        if (!errors.isEmpty()) {
            throw FieldError.refusal(request.kind(), request.name(), errors);
        }
    }

    private Binding binding(ObjectName account, Json reference) {
        if (reference.isNull()) {
            return Binding.NONE;
        }
        String kind = reference.at("kind").text();
        if (!reference.at("apiVersion").textOr("v1").equals("v1")) {
            throw cannotBind(reference);
        }
        return switch (kind) {
            case "Pod" -> {
                var pod = bound("pods", account.namespace(), reference);
                demandAccount(account, pod);
                yield new Binding(reference(pod), node(pod), BoundObject.NONE);
            }
            case "Secret" ->
                new Binding(
                        BoundObject.NONE,
                        BoundObject.NONE,
                        reference(bound("secrets", account.namespace(), reference)));
            case "Node" -> new Binding(BoundObject.NONE, reference(bound("nodes", "", reference)), BoundObject.NONE);
            default -> throw cannotBind(reference);
        };
    }

    private KubeObject bound(String resource, String namespace, Json reference) {
        String name = reference.at("name").text();
        var type = new GroupVersionResource("", "v1", resource);
        var found = objects.find("", resource, new ObjectName(namespace, name))
                .orElseThrow(() -> StatusException.notFound(type, name));
        String uid = reference.at("uid").text();
        if (!uid.isEmpty() && !uid.equals(found.uid())) {
            throw StatusException.conflict(
                    type,
                    name,
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. "
                            + "The object might have been deleted and then recreated");
        }
        return found;
    }

    private static void demandAccount(ObjectName account, KubeObject pod) {
        if (!pod.at("spec", "serviceAccountName").text().equals(account.name())) {
            throw StatusException.badRequest("cannot bind token for serviceaccount \"" + account.name()
                    + "\" to pod running with different serviceaccount name.");
        }
    }

    /// The node of a pod: its name is known as soon as the pod is bound, its uid if the Node exists.
    private BoundObject node(KubeObject pod) {
        String name = pod.at("spec", "nodeName").text();
        if (name.isEmpty()) {
            return BoundObject.NONE;
        }
        Optional<KubeObject> node = objects.find("", "nodes", ObjectName.cluster(name));
        return new BoundObject(name, node.map(KubeObject::uid).orElse(""));
    }

    private static BoundObject reference(KubeObject object) {
        return new BoundObject(object.name(), object.uid());
    }

    private static StatusException cannotBind(Json reference) {
        return StatusException.badRequest("cannot bind token to object of type "
                + reference.at("apiVersion").text() + ", Kind="
                + reference.at("kind").text());
    }
}
