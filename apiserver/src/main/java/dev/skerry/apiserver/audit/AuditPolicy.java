// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// How much of each request is kept: the first rule that fits decides. Read from the file that Kubernetes
/// calls an audit policy. Immutable.
public final class AuditPolicy {
    /// How much of a request is kept, each level more than the one before.
    public enum Level {
        NONE("None"),
        METADATA("Metadata"),
        REQUEST("Request"),
        REQUEST_RESPONSE("RequestResponse");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        boolean isAtLeast(Level other) {
            return compareTo(other) >= 0;
        }
    }

    /// Moments in the life of a request.
    public enum Stage {
        REQUEST_RECEIVED("RequestReceived"),
        RESPONSE_STARTED("ResponseStarted"),
        RESPONSE_COMPLETE("ResponseComplete"),
        PANIC("Panic");

        private final String word;

        Stage(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /// What is kept of one request.
    ///
    /// @param omitted stages that are not told of
    record Verdict(Level level, Set<Stage> omitted, ManagedFields managedFields) {}

    /// Whether objects are kept with the record of who set which field.
    enum ManagedFields {
        KEPT,
        LEFT_OUT
    }

    private final List<AuditRule> rules;

    private AuditPolicy(List<AuditRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// @param policy the file as a tree
    /// @throws IllegalArgumentException that says what is wrong with it
    public static AuditPolicy read(Json policy) {
        if (!policy.at("apiVersion").text().equals("audit.k8s.io/v1")
                || !policy.at("kind").text().equals("Policy")) {
            throw new IllegalArgumentException("it must begin with apiVersion: audit.k8s.io/v1 and kind: Policy");
        }
        List<Json> written = policy.at("rules").elements();
        if (written.isEmpty()) {
            throw new IllegalArgumentException("it has no rules, so nothing would be kept");
        }
        Set<Stage> omitted = stages(policy.at("omitStages"), "omitStages");
        boolean leavesOut = policy.at("omitManagedFields").booleanOr(false);
        var rules = new ArrayList<AuditRule>();
        for (int i = 0; i < written.size(); i++) {
            rules.add(rule(written.get(i), "rules[" + i + "]", omitted, leavesOut));
        }
        return new AuditPolicy(rules);
    }

    Verdict verdict(Attributes attributes) {
        for (AuditRule rule : rules) {
            if (rule.fits(attributes)) {
                return rule.verdict();
            }
        }
        return new Verdict(Level.NONE, Set.of(), ManagedFields.KEPT);
    }

    private static AuditRule rule(Json written, String where, Set<Stage> omittedByAll, boolean leavesOut) {
        Set<Stage> omitted = EnumSet.noneOf(Stage.class);
        omitted.addAll(omittedByAll);
        omitted.addAll(stages(written.at("omitStages"), where + ".omitStages"));
        boolean isWithout = written.at("omitManagedFields").booleanOr(leavesOut);
        var verdict = new Verdict(
                level(written.at("level").text(), where),
                Set.copyOf(omitted),
                isWithout ? ManagedFields.LEFT_OUT : ManagedFields.KEPT);
        return AuditRule.read(written, where, verdict);
    }

    private static Level level(String word, String where) {
        for (Level level : Level.values()) {
            if (level.word.equals(word)) {
                return level;
            }
        }
        throw new IllegalArgumentException(
                where + ".level must be None, Metadata, Request or RequestResponse, not \"" + word + "\"");
    }

    private static Set<Stage> stages(Json words, String where) {
        var stages = EnumSet.noneOf(Stage.class);
        for (Json word : words.elements()) {
            boolean isKnown = false;
            for (Stage stage : Stage.values()) {
                if (stage.word.equals(word.text())) {
                    isKnown = stages.add(stage) || isKnown;
                }
            }
            if (!isKnown) {
                throw new IllegalArgumentException(where + ": there is no stage \"" + word.text() + "\"");
            }
        }
        return stages;
    }
}
