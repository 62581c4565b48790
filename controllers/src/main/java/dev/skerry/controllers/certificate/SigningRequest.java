// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.pki.CertificateRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// A CertificateSigningRequest as the controllers read it.
record SigningRequest(KubeObject object) {
    String signer() {
        return object.at("spec", "signerName").text();
    }

    String username() {
        return object.at("spec", "username").text();
    }

    List<String> usages() {
        return object.at("spec", "usages").elements().stream().map(Json::text).toList();
    }

    boolean is(String condition) {
        return Conditions.isTrue(object, condition);
    }

    boolean isDecided() {
        return is("Approved") || is("Denied") || is("Failed");
    }

    boolean hasCertificate() {
        return !object.at("status", "certificate").text().isEmpty();
    }

    /// @throws dev.skerry.security.pki.PkiException if it cannot be read
    CertificateRequest request() {
        byte[] pem = Base64.getDecoder().decode(object.at("spec", "request").text());
        return CertificateRequest.parse(new String(pem, StandardCharsets.UTF_8));
    }

    KubeObject with(String condition, String reason, String message, Instant now) {
        var entry = Conditions.of(condition, "True", reason, message, now).with("lastUpdateTime", Conditions.text(now));
        return object.with(Conditions.with(object.at("status", "conditions"), entry), "status", "conditions");
    }
}
