// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Puts a word for what two right servers must answer differently. This is the whole list.
final class Normal {
    /// Fields that number or name something of the one server's own.
    private static final Set<String> OWN =
            Set.of("uid", "resourceVersion", "continue", "nodePort", "remainingItemCount");

    private record Rule(Pattern pattern, String word) {}

    private static final List<Rule> TEXTS = List.of(
            new Rule(Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"),
            new Rule(Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z"), "TIME"),
            new Rule(Pattern.compile("\\b10\\.43\\.\\d+\\.\\d+"), "ADDRESS"),
            new Rule(Pattern.compile("\\b3[0-2]\\d{3}(?=/(TCP|UDP))"), "PORT"),
            new Rule(Pattern.compile("kube-api-access-[a-z0-9]{5}"), "kube-api-access-SUFFIX"),
            new Rule(Pattern.compile("\\bgenerated-[a-z0-9]{5}"), "generated-SUFFIX"),
            new Rule(Pattern.compile("resource version: \\d+ \\(\\d+\\)"), "resource version: N (N)"),
            new Rule(Pattern.compile("^\\d{1,2}s$"), "AGE"));

    /// Those who own fields stand in the order of their writes, by the second: who wrote in which is chance.
    private static final Comparator<Json> BY_WRITER =
            Comparator.comparing(entry -> entry.at("operation").text() + " "
                    + entry.at("manager").text() + " " + entry.at("subresource").text());

    private Normal() {}

    static Json of(Json value) {
        return of("", value);
    }

    private static Json of(String name, Json value) {
        if (OWN.contains(name) && !(value instanceof JsonObject) && !value.isNull()) {
            return new JsonString("OWN");
        }
        return switch (value) {
            case JsonObject object -> object.map(Normal::of);
            case JsonArray array -> {
                var elements = array.values().stream().map(Normal::of);
                yield new JsonArray((name.equals("managedFields") ? elements.sorted(BY_WRITER) : elements).toList());
            }
            case JsonString(String text) -> new JsonString(text(text));
            default -> value;
        };
    }

    static String text(String text) {
        String normal = text;
        for (Rule rule : TEXTS) {
            normal = rule.pattern().matcher(normal).replaceAll(rule.word());
        }
        return normal;
    }
}
