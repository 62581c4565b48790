// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.api.core.Resources;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.security.pki.CertificateAuthority;
import java.util.List;

/// The controllers for CertificateSigningRequests: one approves, one signs, one clears away.
public final class CertificateControllers {
    private CertificateControllers() {}

    /// @param authority signs for the cluster's own signers
    public static List<Controller> wire(ControllerParts parts, CertificateAuthority authority) {
        var requests = parts.cache(Resources.CERTIFICATE_SIGNING_REQUESTS);
        return List.of(
                wire(
                        parts,
                        "csrapproving",
                        new NodeClientApproval(parts.client("certificate-controller"), requests, parts.clock())),
                wire(
                        parts,
                        "csrsigning",
                        new CertificateSigning(
                                parts.client("certificate-controller"), requests, authority, parts.clock())),
                wire(
                        parts,
                        "csrcleaner",
                        new SigningRequestCleanup(parts.client("certificate-controller"), requests, parts.clock())));
    }

    private static Controller wire(ControllerParts parts, String name, Reconciler reconciler) {
        var requests = parts.cache(Resources.CERTIFICATE_SIGNING_REQUESTS);
        var controller = parts.controller(name, reconciler, List.of(requests));
        requests.onChange(change -> controller.enqueue(change.name()));
        return controller;
    }
}
