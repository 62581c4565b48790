// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A choice of objects by their labels: all requirements must hold. Two forms exist in the API: the
/// text of `?labelSelector=` and the object with `matchLabels` and `matchExpressions`.
public final class LabelSelector {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
    public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

    private final List<Requirement> requirements;
    private final boolean matchesNothing;

    private LabelSelector(List<Requirement> requirements, boolean matchesNothing) {
        this.requirements = List.copyOf(requirements);
        this.matchesNothing = matchesNothing;
    }

    public static LabelSelector of(List<Requirement> requirements) {
        return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements, false);
    }

    /// All of these labels, with these values; everything when there are none.
    public static LabelSelector of(Map<String, String> labels) {
        return of(labels.entrySet().stream()
                .map(label -> new Requirement(label.getKey(), Operator.IN, List.of(label.getValue())))
                .toList());
    }

    /// A selector in its text form: `app=web,tier in (a,b),!edge,weight>3`.
    ///
    /// @throws StatusException 400 in Kubernetes' words if the text is no selector
    public static LabelSelector parse(String text) {
        return of(new LabelSelectorParser(text).parse());
    }

    /// A selector in its object form. An absent selector chooses nothing and an empty one everything.
    ///
    /// @throws StatusException 400 if an operator or its values make no sense
    public static LabelSelector read(Json json) {
        if (!(json instanceof JsonObject selector)) {
            return NOTHING;
        }
        var requirements = new ArrayList<Requirement>();
        selector.at("matchLabels")
                .object()
                .forEach((key, value) -> requirements.add(new Requirement(key, Operator.IN, List.of(value.text()))));
        for (Json expression : selector.at("matchExpressions").elements()) {
            requirements.add(expression(expression));
        }
        return of(requirements);
    }

    private static Requirement expression(Json json) {
        String word = json.at("operator").text();
        // The numeric operators belong to node selectors; a label selector object does not know them.
        Operator operator = Operator.find(word)
                .filter(found -> found != Operator.GREATER_THAN && found != Operator.LESS_THAN)
                .orElseThrow(
                        () -> StatusException.badRequest("\"" + word + "\" is not a valid label selector operator"));
        List<String> values =
                json.at("values").elements().stream().map(Json::text).toList();
        return LabelSyntax.checked(new Requirement(json.at("key").text(), operator, values));
    }

    public boolean matches(Map<String, String> labels) {
        return !matchesNothing && requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    public boolean matches(KubeObject object) {
        return matches(object.labels());
    }

    public boolean matchesEverything() {
        return !matchesNothing && requirements.isEmpty();
    }

    public List<Requirement> requirements() {
        return requirements;
    }

    /// The text form, ordered by key; empty for everything.
    @Override
    public String toString() {
        return requirements.stream()
                .sorted(Comparator.comparing(Requirement::key))
                .map(Requirement::toString)
                .collect(Collectors.joining(","));
    }
}
