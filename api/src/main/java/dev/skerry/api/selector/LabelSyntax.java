// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What label keys and values may look like, with the words Kubernetes rejects them with.
final class LabelSyntax {
    private static final int NAME_LENGTH_MAX = 63;
    private static final int PREFIX_LENGTH_MAX = 253;
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final String NAME_RULE =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
                    + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters,"
                    + " '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',"
                    + "  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private static final String PREFIX_RULE = "prefix part a lowercase RFC 1123 subdomain must consist of lower case"
            + " alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g."
            + " 'example.com', regex used for validation is"
            + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private LabelSyntax() {}

    /// The requirement itself, if its key and values are ones that a label can have.
    ///
    /// @throws StatusException 400 with the reason
    static Requirement checked(Requirement requirement) {
        findFault(requirement).ifPresent(fault -> {
            throw StatusException.badRequest(fault);
        });
        return requirement;
    }

    /// What is wrong with a requirement, in the form `field: Invalid value: value: rule`.
    static Optional<String> findFault(Requirement requirement) {
        Optional<String> fault = findKeyFault(requirement.key());
        return fault.isPresent() ? fault : findValuesFault(requirement);
    }

    static Optional<String> findKeyFault(String key) {
        return keyRule(key).map(rule -> "<nil>: Invalid value: \"" + key + "\": " + rule);
    }

    private static Optional<String> keyRule(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        if (name.indexOf('/') >= 0) {
            return Optional.of(
                    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start"
                            + " and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used"
                            + " for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain"
                            + " prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (slash == 0) {
            return Optional.of("prefix part must be non-empty");
        }
        if (!prefix.isEmpty()
                && (prefix.length() > PREFIX_LENGTH_MAX
                        || !SUBDOMAIN.matcher(prefix).matches())) {
            return Optional.of(PREFIX_RULE);
        }
        if (name.isEmpty()) {
            return Optional.of("name part must be non-empty");
        }
        if (name.length() > NAME_LENGTH_MAX) {
            return Optional.of("name part must be no more than 63 characters");
        }
        return NAME.matcher(name).matches() ? Optional.empty() : Optional.of(NAME_RULE);
    }

    private static Optional<String> findValuesFault(Requirement requirement) {
        List<String> values = requirement.values();
        switch (requirement.operator()) {
            case IN, NOT_IN -> {
                if (values.isEmpty()) {
                    return Optional.of(
                            "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
                }
            }
            case EXISTS, DOES_NOT_EXIST -> {
                if (!values.isEmpty()) {
                    return Optional.of("values: Invalid value: " + Json.of(values)
                            + ": values set must be empty for exists and does not exist");
                }
            }
            case GREATER_THAN, LESS_THAN -> {
                if (values.size() != 1) {
                    return Optional.of("values: Invalid value: " + Json.of(values)
                            + ": for 'Gt', 'Lt' operators, exactly one value is required");
                }
                if (Requirement.number(values.getFirst()).isEmpty()) {
                    return Optional.of("values[0]: Invalid value: \"" + values.getFirst()
                            + "\": for 'Gt', 'Lt' operators, the value must be an integer");
                }
            }
        }
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value.length() > NAME_LENGTH_MAX
                    || !(value.isEmpty() || NAME.matcher(value).matches())) {
                String rule = value.length() > NAME_LENGTH_MAX ? "must be no more than 63 characters" : VALUE_RULE;
                return Optional.of(
                        "values[" + i + "][" + requirement.key() + "]: Invalid value: \"" + value + "\": " + rule);
            }
        }
        return Optional.empty();
    }
}
