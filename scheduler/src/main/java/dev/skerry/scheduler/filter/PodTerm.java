// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.scheduler.state.PodView;
import java.util.List;

/// A term of pod affinity or anti-affinity: which pods it means.
public final class PodTerm {
    private PodTerm() {}

    /// Whether the term of the one pod means the other.
    ///
    /// A term with a `namespaceSelector` is read as meaning every namespace if the selector is empty, and
    /// its listed namespaces otherwise: labels of namespaces are not known to the scheduler.
    public static boolean matches(Json term, PodView owner, PodView other) {
        List<String> namespaces =
                term.at("namespaces").elements().stream().map(Json::text).toList();
        Json namespaceSelector = term.at("namespaceSelector");
        boolean isEverywhere = namespaceSelector instanceof JsonObject selector && selector.isEmpty();
        String namespace = other.name().namespace();
        boolean isHome = namespaces.isEmpty()
                && namespaceSelector.isNull()
                && namespace.equals(owner.name().namespace());
        boolean isMeant = isEverywhere || isHome || namespaces.contains(namespace);
        return isMeant && LabelSelector.read(term.at("labelSelector")).matches(other.labels());
    }
}
