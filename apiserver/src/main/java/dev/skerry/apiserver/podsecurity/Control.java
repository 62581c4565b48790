// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/// One thing that a level forbids.
///
/// @param id messages name violations in the order of these
/// @param level from which on it is forbidden
/// @param since the first version that forbids it
/// @param replaced ids of controls of the lower level that this one contains
/// @param violations given the pod and the version
record Control(
        String id,
        Level level,
        int since,
        Set<String> replaced,
        BiFunction<PodSpec, Integer, List<Violation>> violations) {

    /// @param reason what is forbidden, in two words
    /// @param detail where it was found
    record Violation(String reason, String detail) {
        @Override
        public String toString() {
            return detail.isEmpty() ? reason : reason + " (" + detail + ")";
        }

        /// Nothing where nothing was found.
        static List<Violation> of(String reason, Collection<String> details) {
            return details.isEmpty() ? List.of() : List.of(new Violation(reason, String.join("; ", details)));
        }

        /// One sentence about all the containers that were found.
        static List<Violation> ofContainers(String reason, List<String> names, String rest) {
            return names.isEmpty() ? List.of() : List.of(new Violation(reason, containers(names) + " " + rest));
        }

        static String containers(List<String> names) {
            return (names.size() == 1 ? "container " : "containers ") + quoted(names);
        }

        static String quoted(Collection<String> names) {
            var quoted = new ArrayList<String>();
            names.forEach(name -> quoted.add("\"" + name + "\""));
            return String.join(", ", quoted);
        }
    }

    boolean isPartOf(Standard standard) {
        return level.compareTo(standard.level()) <= 0 && since <= standard.minor();
    }
}
