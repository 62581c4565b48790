// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.Json;
import java.util.List;

/// How a client wants its write done.
///
/// @param fieldManager who owns the fields that are written; never empty unless the client must name it
/// @param isForced whether an apply takes fields from other owners
public record WriteOptions(boolean isDryRun, String fieldManager, FieldValidation fieldValidation, boolean isForced) {
    private static final int MANAGER_MAX = 128;

    /// What becomes of fields that the kind does not have, and of those that stand twice.
    public enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /// @param kind how messages name the options: `CreateOptions`, `UpdateOptions`, `PatchOptions`
    public static WriteOptions of(Request request, String kind) {
        boolean isDryRun = isDryRun(request.query().getOrDefault("dryRun", List.of()), kind);
        String manager = request.parameter("fieldManager");
        if (manager.length() > MANAGER_MAX) {
            throw invalid(kind, FieldError.tooLong("fieldManager", MANAGER_MAX));
        }
        return new WriteOptions(isDryRun, manager, fieldValidation(request, kind), request.flag("force"));
    }

    /// Whether nothing is to be stored.
    static boolean isDryRun(List<String> values, String kind) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw invalid(kind, FieldError.notSupported("dryRun", Json.of(values), List.of("All")));
            }
        }
        return !values.isEmpty();
    }

    /// The manager that a plain write is booked on when the client names none: its program.
    static String managerOf(Request request) {
        String manager = request.parameter("fieldManager");
        if (!manager.isEmpty()) {
            return manager;
        }
        String agent = request.header("user-agent").orElse("unknown");
        int slash = agent.indexOf('/');
        String program = slash < 0 ? agent : agent.substring(0, slash);
        return program.length() > MANAGER_MAX ? program.substring(0, MANAGER_MAX) : program;
    }

    private static FieldValidation fieldValidation(Request request, String kind) {
        String word = request.parameter("fieldValidation");
        return switch (word) {
            case "", "Warn" -> FieldValidation.WARN;
            case "Ignore" -> FieldValidation.IGNORE;
            case "Strict" -> FieldValidation.STRICT;
            default ->
                throw invalid(
                        kind,
                        FieldError.notSupported(
                                "fieldValidation", Json.of(word), List.of("", "Ignore", "Strict", "Warn")));
        };
    }

    private static RuntimeException invalid(String kind, FieldError error) {
        return FieldError.refusal(new GroupVersionKind("meta.k8s.io", "v1", kind), "", List.of(error));
    }
}
