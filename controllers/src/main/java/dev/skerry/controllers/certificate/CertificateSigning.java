// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// One pass over one signing request: if it was approved and is for one of the cluster's own signers, it gets
/// its certificate, or the condition Failed that says why not. A certificate that makes its holder a node is
/// given only for the key that the node's name belongs to, see [NodeNames].
final class CertificateSigning implements Reconciler {
    /// What nobody asked to be shorter.
    private static final Duration LONGEST = CertificateAuthority.LEAF_VALIDITY;

    private final KubeClient client;
    private final Cache<KubeObject> requests;
    private final CertificateAuthority authority;
    private final NodeNames nodes;
    private final Clock clock;

    CertificateSigning(KubeClient client, Cache<KubeObject> requests, CertificateAuthority authority, Clock clock) {
        this.client = client;
        this.requests = requests;
        this.authority = authority;
        this.nodes = new NodeNames(client);
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = requests.find(name).map(SigningRequest::new);
        if (found.isEmpty() || found.get().hasCertificate()) {
            return Outcome.SETTLED;
        }
        SigningRequest request = found.get();
        Optional<Signer> signer = Signer.find(request.signer());
        if (signer.isEmpty() || !request.is("Approved") || request.is("Denied") || request.is("Failed")) {
            return Outcome.SETTLED;
        }
        requests.assume(client.updateSubresource(
                Resources.CERTIFICATE_SIGNING_REQUESTS, "status", decided(request, signer.get())));
        return Outcome.SETTLED;
    }

    private KubeObject decided(SigningRequest request, Signer signer) {
        CertificateRequest wish;
        try {
            wish = request.request();
        } catch (PkiException unreadable) {
            return failed(request, "unable to parse csr: " + unreadable.getMessage());
        }
        Optional<String> fault = signer.findFault(wish, request.usages());
        if (fault.isEmpty() && signer == Signer.NODE_CLIENT) {
            fault = nodes.findFault(wish);
        }
        if (fault.isPresent()) {
            return failed(request, fault.get());
        }
        var certificate = authority.issueAsWished(wish, Signer.usages(request.usages()), validity(request, signer));
        byte[] pem = Pem.write(List.of(certificate)).getBytes(StandardCharsets.US_ASCII);
        return request.object().with(Base64.getEncoder().encodeToString(pem), "status", "certificate");
    }

    private KubeObject failed(SigningRequest request, String why) {
        return request.with("Failed", "SignerValidationFailure", why, clock.now());
    }

    private static Duration validity(SigningRequest request, Signer signer) {
        Duration most = signer == Signer.NODE_CLIENT ? CertificateAuthority.NODE_VALIDITY : LONGEST;
        long wished = request.object().at("spec", "expirationSeconds").longOr(most.toSeconds());
        return Duration.ofSeconds(Math.min(wished, most.toSeconds()));
    }
}
