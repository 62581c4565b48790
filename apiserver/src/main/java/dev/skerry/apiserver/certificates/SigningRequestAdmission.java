// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.certificates;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Writes into a signing request who made it, keeps that as it is, and lets only those approve and sign who
/// have the right to for its signer: the verbs `approve` and `sign` on `signers`, for the signer's name or
/// for all of its domain.
public final class SigningRequestAdmission implements AdmissionPlugin {
    private static final String GROUP = "certificates.k8s.io";
    private static final String RESOURCE = "certificatesigningrequests";
    private static final String CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client";

    private final Authorizer authorizer;
    private final Clock clock;

    public SigningRequestAdmission(Authorizer authorizer, Clock clock) {
        this.authorizer = authorizer;
        this.clock = clock;
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject object) {
        if (!isSigningRequest(request)) {
            return object;
        }
        if (request.operation() == Operation.CREATE) {
            return object.with(attributed(object.at("spec").object(), request.identity()), "spec");
        }
        KubeObject old = request.old().orElseThrow();
        KubeObject kept = object.with(old.at("spec"), "spec");
        return switch (request.subresource()) {
            case "status" -> SigningRequestState.prepared(kept, old, SigningRequestState.Door.STATUS, clock.now());
            case "approval" -> SigningRequestState.prepared(kept, old, SigningRequestState.Door.APPROVAL, clock.now());
            default -> kept;
        };
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!isSigningRequest(request) || request.object().isEmpty()) {
            return;
        }
        KubeObject object = request.object().get();
        if (request.operation() == Operation.CREATE) {
            demandNoMaster(request, object);
        } else if (request.subresource().equals("approval")) {
            demandRight(request, object, "approve");
        } else if (request.subresource().equals("status")
                && isOther(object, request.old().orElseThrow())) {
            demandRight(request, object, "sign");
        }
    }

    private static boolean isSigningRequest(AdmissionRequest request) {
        return request.resource().group().equals(GROUP)
                && request.resource().resource().equals(RESOURCE);
    }

    private static JsonObject attributed(JsonObject spec, Identity maker) {
        JsonObject made = spec;
        for (String field : List.of("username", "uid", "groups", "extra")) {
            made = made.without(field);
        }
        made = made.with("username", maker.name());
        if (!maker.uid().isEmpty()) {
            made = made.with("uid", maker.uid());
        }
        if (!maker.groups().isEmpty()) {
            made = made.with("groups", Json.of(maker.groups()));
        }
        return maker.extra().isEmpty() ? made : made.with("extra", Json.of(maker.extra()));
    }

    /// A certificate that nobody could take rights from must not be had by whoever may approve.
    private static void demandNoMaster(AdmissionRequest request, KubeObject object) {
        if (!signer(object).equals(CLIENT_SIGNER)) {
            return;
        }
        try {
            byte[] pem = Base64.getDecoder().decode(object.at("spec", "request").text());
            var wish = CertificateRequest.parse(new String(pem, StandardCharsets.UTF_8));
            if (wish.subject().organizations().contains(Identity.GROUP_MASTERS)) {
                throw refused(
                        request,
                        "use of " + CLIENT_SIGNER + " signer with " + Identity.GROUP_MASTERS + " group is not allowed");
            }
        } catch (IllegalArgumentException | PkiException e) {
            throw refused(request, "the certificate request cannot be read: " + e.getMessage());
        }
    }

    private void demandRight(AdmissionRequest request, KubeObject object, String verb) {
        // What the requester wrote may have been restored meanwhile: the stored signer counts.
        String signer = signer(request.old().orElse(object));
        String domain = signer.substring(0, Math.max(0, signer.indexOf('/')));
        boolean mayDo =
                isAllowed(request.identity(), verb, signer) || isAllowed(request.identity(), verb, domain + "/*");
        if (!mayDo) {
            throw refused(request, "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
        }
    }

    private boolean isAllowed(Identity identity, String verb, String signer) {
        var right = new Attributes(identity, verb, GROUP, "*", "signers", "", "", signer, "");
        return authorizer.authorize(right) instanceof Authorizer.Decision.Allowed;
    }

    private static boolean isOther(KubeObject object, KubeObject old) {
        return !object.at("status", "certificate").equals(old.at("status", "certificate"))
                || !object.at("status", "conditions").equals(old.at("status", "conditions"));
    }

    private static String signer(KubeObject object) {
        return object.at("spec", "signerName").text();
    }

    private static StatusException refused(AdmissionRequest request, String why) {
        return StatusException.forbidden(new GroupVersionResource(GROUP, "v1", RESOURCE), request.name(), why);
    }
}
