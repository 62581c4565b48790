// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.certificates;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.resource.BuiltInRules;
import dev.skerry.apiserver.resource.ObjectRules;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What holds for the content of CertificateSigningRequests.
///
/// @param general what holds for the kind as for any other
public record SigningRequestRules(BuiltInRules general) implements ObjectRules {
    private static final long SECONDS_MIN = 600;
    private static final String LEGACY = "kubernetes.io/legacy-unknown";

    private static final Set<String> USAGES = Set.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    @Override
    public KubeObject withDefaults(KubeObject object) {
        return general.withDefaults(object);
    }

    @Override
    public KubeObject withInitialDefaults(KubeObject object) {
        return general.withInitialDefaults(object);
    }

    @Override
    public KubeObject converted(KubeObject stored) {
        return general.converted(stored);
    }

    @Override
    public List<FieldError> check(KubeObject object) {
        var faults = new ArrayList<>(general.check(object));
        Json spec = object.at("spec");
        checkRequest(spec.at("request"), faults);
        checkUsages(spec.at("usages"), faults);
        checkSigner(spec.at("signerName"), faults);
        Json seconds = spec.at("expirationSeconds");
        if (!seconds.isNull() && seconds.longOr(0) < SECONDS_MIN) {
            faults.add(FieldError.invalid(
                    "spec.expirationSeconds",
                    seconds,
                    "may not specify a duration less than 600 seconds (10 minutes)"));
        }
        return faults;
    }

    /// Through the object's own path and through `/approval`.
    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        var faults = new ArrayList<>(general.checkUpdate(object, old));
        SigningRequestState.check(object, old, SigningRequestState.Door.APPROVAL, faults);
        return faults;
    }

    @Override
    public List<FieldError> checkStatus(KubeObject object, KubeObject old) {
        var faults = new ArrayList<>(general.checkStatus(object, old));
        SigningRequestState.check(object, old, SigningRequestState.Door.STATUS, faults);
        return faults;
    }

    private static void checkRequest(Json request, List<FieldError> faults) {
        if (request.text().isEmpty()) {
            // That it is required is found by the schema.
            return;
        }
        try {
            byte[] pem = Base64.getDecoder().decode(request.text());
            CertificateRequest.parse(new String(pem, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | PkiException e) {
            faults.add(FieldError.invalid("spec.request", request, String.valueOf(e.getMessage())));
        }
    }

    private static void checkUsages(Json usages, List<FieldError> faults) {
        if (usages.elements().isEmpty()) {
            faults.add(FieldError.required("spec.usages", "usages is required"));
        }
        var seen = new HashSet<String>();
        int index = 0;
        for (Json usage : usages.elements()) {
            String field = "spec.usages[" + index++ + "]";
            if (!USAGES.contains(usage.text())) {
                faults.add(FieldError.notSupported(
                        field, usage, USAGES.stream().sorted().toList()));
            } else if (!seen.add(usage.text())) {
                faults.add(FieldError.duplicate(field, usage));
            }
        }
    }

    private static void checkSigner(Json signer, List<FieldError> faults) {
        String name = signer.text();
        if (name.isEmpty()) {
            return;
        }
        if (name.equals(LEGACY)) {
            faults.add(FieldError.invalid(
                    "spec.signerName", signer, "the legacy signerName is not allowed via this API version"));
        } else if (!name.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?")) {
            faults.add(FieldError.invalid(
                    "spec.signerName",
                    signer,
                    "must be a fully qualified domain and path of the form <domain>/<path>"));
        } else if (name.indexOf('.') < 0 || name.indexOf('.') > name.indexOf('/')) {
            faults.add(FieldError.invalid(
                    "spec.signerName", signer, "should be a domain with at least two segments separated by dots"));
        }
    }
}
