// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.apiserver.audit.AuditPolicy.Level;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Follows requests and tells of them what the policy wants to be kept.
public final class Auditor {
    private final Optional<AuditPolicy> policy;
    private final List<Consumer<JsonObject>> trails;
    private final Clock clock;

    private Auditor(Optional<AuditPolicy> policy, List<Consumer<JsonObject>> trails, Clock clock) {
        this.policy = policy;
        this.trails = List.copyOf(trails);
        this.clock = clock;
    }

    /// Keeps nothing.
    public static Auditor off(Clock clock) {
        return new Auditor(Optional.empty(), List.of(), clock);
    }

    /// @param trails each is given every event
    public static Auditor of(AuditPolicy policy, List<Consumer<JsonObject>> trails, Clock clock) {
        return new Auditor(Optional.of(policy), trails, clock);
    }

    /// Begins to follow a request of somebody who is known by now.
    ///
    /// @param attributes with the identity that the credentials say, whoever it acts for
    public AuditRecord begin(Request request, Attributes attributes, String id) {
        if (policy.isEmpty()) {
            return AuditRecord.NOTHING;
        }
        var verdict = policy.get().verdict(attributes);
        if (verdict.level() == Level.NONE) {
            return AuditRecord.NOTHING;
        }
        var record = new AuditRecord.Followed(request, attributes, id, verdict, clock, this::tell);
        record.received();
        return record;
    }

    private void tell(JsonObject event) {
        trails.forEach(trail -> trail.accept(event));
    }
}
