// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

import java.util.List;

/// What one binding gives to one subject.
///
/// @param namespace where it holds; empty for everywhere
/// @param source which binding of which role gives it to whom, for the reason of a decision
/// @param problem why the role could not be read; empty if it could
record Grant(String namespace, String source, List<PolicyRule> rules, String problem) {
    Grant {
        rules = List.copyOf(rules);
    }

    boolean holdsIn(String wanted) {
        return namespace.isEmpty() || namespace.equals(wanted);
    }
}
