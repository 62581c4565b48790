// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.CertificateUsage;
import dev.skerry.security.pki.SubjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The signers that every Kubernetes has, and what each demands of a request before it signs it. Pure.
enum Signer {
    /// Clients of the API server.
    CLIENT(
            "kubernetes.io/kube-apiserver-client",
            Set.of("client auth"),
            Set.of("digital signature", "key encipherment")),
    /// Nodes as clients of the API server.
    NODE_CLIENT(
            "kubernetes.io/kube-apiserver-client-kubelet",
            Set.of("client auth", "digital signature"),
            Set.of("key encipherment")),
    /// Nodes as servers.
    NODE_SERVING(
            "kubernetes.io/kubelet-serving", Set.of("server auth", "digital signature"), Set.of("key encipherment")),
    /// Requests from before signers had names: nobody can make them any more, but a restored backup may hold
    /// some.
    LEGACY(
            "kubernetes.io/legacy-unknown",
            Set.of(),
            Set.of("client auth", "server auth", "digital signature", "key encipherment"));

    private static final Map<String, CertificateUsage> USAGES = Map.of(
            "client auth", CertificateUsage.CLIENT_AUTHENTICATION,
            "server auth", CertificateUsage.SERVER_AUTHENTICATION,
            "digital signature", CertificateUsage.DIGITAL_SIGNATURE,
            "key encipherment", CertificateUsage.KEY_ENCIPHERMENT);

    private final String text;
    private final Set<String> demanded;
    private final Set<String> allowed;

    Signer(String text, Set<String> demanded, Set<String> allowed) {
        this.text = text;
        this.demanded = demanded;
        this.allowed = allowed;
    }

    /// The signer of this name; empty if it is somebody else's.
    static Optional<Signer> find(String name) {
        for (Signer signer : values()) {
            if (signer.text.equals(name)) {
                return Optional.of(signer);
            }
        }
        return Optional.empty();
    }

    /// Why this signer does not sign; empty if nothing speaks against it.
    Optional<String> findFault(CertificateRequest request, List<String> usages) {
        var faults = new ArrayList<String>();
        boolean areUsagesRight = usages.containsAll(demanded)
                && usages.stream().allMatch(usage -> demanded.contains(usage) || allowed.contains(usage));
        if (!areUsagesRight) {
            faults.add("usages did not match " + demanded.stream().sorted().toList());
        }
        if (this == NODE_CLIENT || this == NODE_SERVING) {
            if (!request.subject().organizations().equals(List.of(Identity.GROUP_NODES))) {
                faults.add("subject organization is not " + Identity.GROUP_NODES);
            }
            if (!request.subject().commonName().startsWith(Identity.NODE_PREFIX)) {
                faults.add("subject common name does not begin with " + Identity.NODE_PREFIX);
            }
        }
        if (this == NODE_CLIENT && has(request, SubjectName.Dns.class)) {
            faults.add("DNS subjectAltNames are not allowed");
        }
        if (this == NODE_CLIENT && has(request, SubjectName.Ip.class)) {
            faults.add("IP subjectAltNames are not allowed");
        }
        if (this == NODE_SERVING && request.names().isEmpty()) {
            faults.add("DNS or IP subjectAltName is required");
        }
        return faults.stream().findFirst();
    }

    /// Usages in the terms of certificates; those that no signer here grants are left out.
    static Set<CertificateUsage> usages(List<String> names) {
        var usages = new java.util.HashSet<CertificateUsage>();
        for (String name : names) {
            var usage = USAGES.get(name);
            if (usage != null) {
                usages.add(usage);
            }
        }
        return usages;
    }

    private static boolean has(CertificateRequest request, Class<? extends SubjectName> kind) {
        return request.names().stream().anyMatch(kind::isInstance);
    }
}
