// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// One place at which two answers differ.
///
/// @param step the title of the request
/// @param path `.spec.ports[0].name`; `status` and `warnings` for those of the answer
/// @param theirs what kube-apiserver says, empty if nothing
/// @param ours what Skerry says
record Difference(String step, String path, String theirs, String ours) {
    private static final int SHOWN_MAX = 600;

    static List<Difference> between(Step step, Side.Answer theirs, Side.Answer ours) {
        var found = new ArrayList<Difference>();
        if (theirs.status() != ours.status()) {
            found.add(new Difference(step.title(), "status", "" + theirs.status(), "" + ours.status()));
        }
        if (!theirs.type().equals(ours.type())) {
            found.add(new Difference(step.title(), "type", theirs.type(), ours.type()));
        }
        if (!theirs.warnings().equals(ours.warnings())) {
            found.add(new Difference(step.title(), "warnings", theirs.warnings(), ours.warnings()));
        }
        Json left = Normal.of(theirs.body());
        Json right = Normal.of(ours.body());
        if (left.at("details", "causes").equals(right.at("details", "causes"))) {
            compare(step.title(), "", left, right, found);
        } else {
            compareCauses(step.title(), left, right, found);
        }
        return found;
    }

    /// Causes are compared one by one, and their order apart: the message and the list repeat them all.
    private static void compareCauses(String step, Json theirs, Json ours, List<Difference> found) {
        compare(step, "", withoutCauses(theirs), withoutCauses(ours), found);
        var left = causes(theirs);
        var right = causes(ours);
        left.stream()
                .filter(cause -> !right.contains(cause))
                .forEach(cause -> found.add(new Difference(step, ".details.causes", cause, "")));
        right.stream()
                .filter(cause -> !left.contains(cause))
                .forEach(cause -> found.add(new Difference(step, ".details.causes", "", cause)));
        if (new TreeSet<>(left).equals(new TreeSet<>(right))) {
            found.add(new Difference(step, ".details.causes order", String.join(", ", left), String.join(", ", right)));
        }
    }

    private static List<String> causes(Json status) {
        return status.at("details", "causes").elements().stream()
                .map(cause ->
                        cause.at("field").text() + ": " + cause.at("message").text())
                .toList();
    }

    private static Json withoutCauses(Json status) {
        return status.object().withoutAt("details", "causes").without("message");
    }

    static void compare(String step, String path, Json theirs, Json ours, List<Difference> found) {
        if (theirs.equals(ours)) {
            return;
        }
        if (theirs instanceof JsonObject left && ours instanceof JsonObject right) {
            var names = new TreeSet<>(left.names());
            names.addAll(right.names());
            names.forEach(name -> compare(step, path + "." + name, left.valueOf(name), right.valueOf(name), found));
        } else if (theirs instanceof JsonArray left && ours instanceof JsonArray right) {
            compareElements(step, path, left.values(), right.values(), found);
        } else {
            found.add(new Difference(step, path, shown(theirs), shown(ours)));
        }
    }

    private static void compareElements(
            String step, String path, List<Json> theirs, List<Json> ours, List<Difference> found) {
        int shared = Math.min(theirs.size(), ours.size());
        for (int i = 0; i < shared; i++) {
            compare(step, path + "[" + i + "]", theirs.get(i), ours.get(i), found);
        }
        for (int i = shared; i < theirs.size(); i++) {
            found.add(new Difference(step, path + "[" + i + "]", shown(theirs.get(i)), ""));
        }
        for (int i = shared; i < ours.size(); i++) {
            found.add(new Difference(step, path + "[" + i + "]", "", shown(ours.get(i))));
        }
    }

    private static String shown(Json value) {
        if (value.isNull()) {
            return "";
        }
        String text = JsonWriter.write(value);
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }

    @Override
    public String toString() {
        return step + "\n    " + path + "\n      theirs " + theirs + "\n      ours   " + ours;
    }
}
