// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.certificates;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How the status of a signing request may change. What was said once stays said: no verdict is taken back,
/// and a certificate that was handed out is not replaced.
final class SigningRequestState {
    static final String APPROVED = "Approved";
    static final String DENIED = "Denied";
    static final String FAILED = "Failed";

    private static final List<String> VERDICTS = List.of(APPROVED, DENIED, FAILED);
    private static final String CONDITIONS = "status.conditions";
    private static final String CERTIFICATE = "status.certificate";

    private SigningRequestState() {}

    /// Which subresource a change comes through, and the verdicts that others give.
    enum Door {
        APPROVAL(Set.of(FAILED)),
        STATUS(Set.of(APPROVED, DENIED));

        private final Set<String> foreign;

        Door(Set<String> foreign) {
            this.foreign = foreign;
        }
    }

    /// The wanted object, with what the path cannot change as it was and the times filled in that the client
    /// left open.
    static KubeObject prepared(KubeObject wanted, KubeObject old, Door door, Instant now) {
        var conditions = new ArrayList<Json>();
        for (Json condition : wanted.at("status", "conditions").elements()) {
            String type = condition.at("type").text();
            List<Json> before = ofType(old, type);
            boolean isKept = door.foreign.contains(type) && before.size() == 1;
            conditions.add(isKept ? before.getFirst() : stamped(condition, before, now));
        }
        return conditions.isEmpty() ? wanted : wanted.with(new JsonArray(conditions), "status", "conditions");
    }

    static void check(KubeObject object, KubeObject old, Door door, List<FieldError> faults) {
        checkConditions(object.at("status", "conditions"), faults);
        for (String verdict : VERDICTS) {
            int more = ofType(object, verdict).size() - ofType(old, verdict).size();
            if (more < 0) {
                faults.add(FieldError.forbidden(
                        CONDITIONS, "updates may not remove a condition of type \"" + verdict + "\""));
            }
            if (more > 0 && door.foreign.contains(verdict)) {
                faults.add(FieldError.forbidden(
                        CONDITIONS, "updates may not add a condition of type \"" + verdict + "\""));
            }
        }
        Json before = old.at("status", "certificate");
        Json certificate = object.at("status", "certificate");
        if (!certificate.equals(before)) {
            if (!before.text().isEmpty()) {
                faults.add(FieldError.forbidden(CERTIFICATE, "updates may not modify existing certificate content"));
            }
            checkCertificate(certificate.text(), faults);
        }
    }

    private static void checkConditions(Json conditions, List<FieldError> faults) {
        var seen = new HashSet<String>();
        int index = 0;
        for (Json condition : conditions.elements()) {
            String field = CONDITIONS + "[" + index++ + "]";
            Json type = condition.at("type");
            Json status = condition.at("status");
            if (type.text().isEmpty()) {
                faults.add(FieldError.required(field + ".type", ""));
            }
            List<String> supported =
                    VERDICTS.contains(type.text()) ? List.of("True") : List.of("False", "True", "Unknown");
            if (status.text().isEmpty()) {
                faults.add(FieldError.required(field + ".status", ""));
            } else if (!supported.contains(status.text())) {
                faults.add(FieldError.notSupported(field + ".status", status, supported));
            }
            boolean isContradiction = (type.text().equals(APPROVED) && seen.contains(DENIED))
                    || (type.text().equals(DENIED) && seen.contains(APPROVED));
            if (isContradiction) {
                faults.add(FieldError.invalid(
                        field + ".type", type, "Approved and Denied conditions are mutually exclusive"));
            }
            if (!seen.add(type.text())) {
                faults.add(FieldError.duplicate(field + ".type", type));
            }
        }
    }

    private static void checkCertificate(String base64, List<FieldError> faults) {
        try {
            byte[] pem = Base64.getDecoder().decode(base64);
            var blocks = Pem.read(new String(pem, StandardCharsets.UTF_8));
            if (blocks.isEmpty()) {
                throw new PkiException("must contain at least one PEM block");
            }
            for (var block : blocks) {
                Certificates.decode(block.der());
            }
        } catch (IllegalArgumentException | PkiException e) {
            faults.add(FieldError.invalid(CERTIFICATE, "<certificate data>", String.valueOf(e.getMessage())));
        }
    }

    private static Json stamped(Json condition, List<Json> before, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var stamped = condition.object();
        if (stamped.at("lastUpdateTime").isNull()) {
            stamped = stamped.with("lastUpdateTime", time);
        }
        if (stamped.at("lastTransitionTime").isNull()) {
            String since = before.stream()
                    .filter(one -> one.at("status").equals(condition.at("status")))
                    .map(one -> one.at("lastTransitionTime").textOr(time))
                    .findFirst()
                    .orElse(time);
            stamped = stamped.with("lastTransitionTime", since);
        }
        return stamped;
    }

    private static List<Json> ofType(KubeObject object, String type) {
        return object.at("status", "conditions").elements().stream()
                .filter(condition -> condition.at("type").text().equals(type))
                .toList();
    }
}
