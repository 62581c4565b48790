// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.PkiException;

/// One pass over one signing request: a certificate for a node as a client is approved without a person if
/// the requester was given the right to that: `create` on `certificatesigningrequests/selfnodeclient` for a
/// node that renews its own, on `/nodeclient` for whoever brings up nodes. Nobody has these by default.
final class NodeClientApproval implements Reconciler {
    private static final GroupVersionResource REVIEWS =
            new GroupVersionResource("authorization.k8s.io", "v1", "subjectaccessreviews");

    private final KubeClient client;
    private final Cache<KubeObject> requests;
    private final Clock clock;

    NodeClientApproval(KubeClient client, Cache<KubeObject> requests, Clock clock) {
        this.client = client;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = requests.find(name).map(SigningRequest::new);
        if (found.isEmpty() || found.get().isDecided() || found.get().hasCertificate()) {
            return Outcome.SETTLED;
        }
        SigningRequest request = found.get();
        if (!request.signer().equals("kubernetes.io/kube-apiserver-client-kubelet")) {
            return Outcome.SETTLED;
        }
        CertificateRequest wish;
        try {
            wish = request.request();
        } catch (PkiException _) {
            // Nobody approves what cannot be read; whoever made it sees that nothing happens.
            return Outcome.SETTLED;
        }
        if (Signer.NODE_CLIENT.findFault(wish, request.usages()).isPresent()) {
            return Outcome.SETTLED;
        }
        if (wish.subject().commonName().equals(request.username()) && may(request, "selfnodeclient")) {
            approve(request, "Auto approving self kubelet client certificate after SubjectAccessReview.");
        } else if (may(request, "nodeclient")) {
            approve(request, "Auto approving kubelet client certificate after SubjectAccessReview.");
        }
        return Outcome.SETTLED;
    }

    private boolean may(SigningRequest request, String subresource) {
        Json spec = request.object().at("spec");
        var asked = JsonObject.builder()
                .put("user", request.username())
                .putIfText("uid", spec.at("uid").text())
                .put("groups", spec.at("groups"))
                .put("extra", spec.at("extra"))
                .put(
                        "resourceAttributes",
                        JsonObject.of(
                                "verb", "create",
                                "group", "certificates.k8s.io",
                                "version", "*",
                                "resource", "certificatesigningrequests",
                                "subresource", subresource));
        var review = KubeObject.of(
                        new GroupVersionKind("authorization.k8s.io", "v1", "SubjectAccessReview"),
                        ObjectName.cluster(""))
                .with(asked.build(), "spec");
        return client.create(REVIEWS, review).at("status", "allowed").booleanOr(false);
    }

    private void approve(SigningRequest request, String message) {
        var approved = request.with("Approved", "AutoApproved", message, clock.now());
        requests.assume(client.updateSubresource(Resources.CERTIFICATE_SIGNING_REQUESTS, "approval", approved));
    }
}
