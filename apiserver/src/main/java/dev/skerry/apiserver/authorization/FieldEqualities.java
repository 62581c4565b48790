// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a field selector fixes: the fields that can only have one value in what it selects. Rights may be
/// limited to such a part of a resource; whatever cannot be read here fixes nothing, which gives no rights.
public final class FieldEqualities {
    private FieldEqualities() {}

    /// @param selector as in a query, `spec.nodeName=n,metadata.name!=x`
    public static Map<String, String> of(String selector) {
        if (selector.isEmpty() || selector.indexOf('\\') >= 0) {
            return Map.of();
        }
        var fixed = new HashMap<String, String>();
        for (String term : selector.split(",", -1)) {
            int equals = term.indexOf('=');
            if (equals > 0 && term.charAt(equals - 1) != '!') {
                boolean isDouble = term.startsWith("==", equals);
                fixed.put(
                        term.substring(0, equals).strip(),
                        term.substring(equals + (isDouble ? 2 : 1)).strip());
            }
        }
        return Map.copyOf(fixed);
    }

    /// @param selector of an access review: `rawSelector` or `requirements`
    static Map<String, String> ofReview(Json selector) {
        String raw = selector.at("rawSelector").text();
        if (!raw.isEmpty()) {
            return of(raw);
        }
        var fixed = new HashMap<String, String>();
        for (Json requirement : selector.at("requirements").elements()) {
            List<Json> values = requirement.at("values").elements();
            if (requirement.at("operator").text().equals("In") && values.size() == 1) {
                fixed.put(requirement.at("key").text(), values.getFirst().text());
            }
        }
        return Map.copyOf(fixed);
    }
}
