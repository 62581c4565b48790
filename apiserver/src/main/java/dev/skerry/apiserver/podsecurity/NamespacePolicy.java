// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the labels of a namespace say about its pods.
///
/// @param enforce what is refused
/// @param audit what is noted in the audit log
/// @param warn what writers are told of
/// @param errors labels that cannot be understood: they count as the default for the level, and as the
///     latest version
record NamespacePolicy(Standard enforce, Standard audit, Standard warn, List<FieldError> errors) {
    static final String PREFIX = "pod-security.kubernetes.io/";

    static NamespacePolicy of(KubeObject namespace) {
        var errors = new ArrayList<FieldError>();
        Map<String, String> labels = namespace.labels();
        return new NamespacePolicy(
                standard(labels, "enforce", Level.RESTRICTED, errors),
                standard(labels, "audit", Level.PRIVILEGED, errors),
                standard(labels, "warn", Level.PRIVILEGED, errors),
                List.copyOf(errors));
    }

    /// @param unreadable what a level means that nobody knows: a mistyped one must not open the door
    private static Standard standard(
            Map<String, String> labels, String mode, Level unreadable, List<FieldError> errors) {
        Level level = Level.PRIVILEGED;
        String word = labels.get(PREFIX + mode);
        if (word != null) {
            var known = Level.parse(word);
            if (known.isEmpty()) {
                errors.add(FieldError.invalid(label(mode), word, "must be one of privileged, baseline, restricted"));
            }
            level = known.orElse(unreadable);
        }
        int minor = Standard.LATEST;
        String version = labels.get(PREFIX + mode + "-version");
        if (version != null) {
            var known = Standard.minor(version);
            if (known.isEmpty()) {
                errors.add(FieldError.invalid(label(mode + "-version"), version, "must be \"latest\" or \"v1.x\""));
            }
            minor = known.orElse(Standard.LATEST);
        }
        return new Standard(level, minor);
    }

    private static String label(String name) {
        return "metadata.labels[" + PREFIX + name + "]";
    }
}
