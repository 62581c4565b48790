// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks both servers the same, step by step, and keeps where their answers differ.
final class Comparison {
    /// How much of an area was asked.
    static final class Tally {
        int asked;
        int same;
    }

    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final int ATTEMPTS = 50;
    private static final String NAMESPACES = "/api/v1/namespaces";

    private final Side theirs;
    private final Side ours;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final List<Difference> differences = new ArrayList<>();

    Comparison(Side theirs, Side ours) {
        this.theirs = theirs;
        this.ours = ours;
    }

    List<Difference> differences() {
        return List.copyOf(differences);
    }

    Map<String, Tally> tallies() {
        return tallies;
    }

    void story(Story story) throws Exception {
        prepare(story.name());
        for (Step step : story.steps()) {
            compare(step);
        }
    }

    void kinds(String samples) throws Exception {
        prepare(KindSteps.NAMESPACE);
        for (Step step : new KindSteps(resources()).all(samples)) {
            compare(step);
        }
    }

    /// Group after group, and all of them in the one document that newer clients ask for.
    void discovery() throws Exception {
        for (String path : List.of("/version", "/api", "/apis", "/api/v1")) {
            compareNamed(Step.get("discovery", path, path));
        }
        for (String path : List.of("/api", "/apis")) {
            compareNamed(Step.get("discovery", "all of " + path, path)
                    .with("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
        }
        Json groups = theirs.send(Step.get("discovery", "", "/apis")).body();
        for (Json group : groups.at("groups").elements()) {
            String name = group.at("name").text();
            compare(Step.get("discovery", name, "/apis/" + name));
            for (Json version : group.at("versions").elements()) {
                String path = "/apis/" + version.at("groupVersion").text();
                compareNamed(Step.get("discovery", path, path));
            }
        }
    }

    /// Paths and schemas of each group, and the definitions of the old single document.
    void openApi() throws Exception {
        compareOpenApi(Step.get("OpenAPI v2", "/openapi/v2", "/openapi/v2"), "paths", "definitions");
        Json index = theirs.send(Step.get("OpenAPI v3", "", "/openapi/v3")).body();
        var mine = ours.send(Step.get("OpenAPI v3", "", "/openapi/v3")).body();
        var step = Step.get("OpenAPI v3", "index", "/openapi/v3");
        note(step, names(index.at("paths").object(), mine.at("paths").object(), step));
        for (String name : index.at("paths").object().names()) {
            if (mine.at("paths").object().has(name)) {
                compareOpenApi(Step.get("OpenAPI v3", name, "/openapi/v3/" + name), "paths", "components");
            }
        }
    }

    private void compareOpenApi(Step step, String... parts) throws Exception {
        Json left = theirs.send(step).body();
        Json right = ours.send(step).body();
        var found = new ArrayList<Difference>();
        for (String part : parts) {
            Difference.compare(
                    step.title(), "." + part, OpenApiShape.of(left.at(part)), OpenApiShape.of(right.at(part)), found);
        }
        note(step, found);
    }

    private static List<Difference> names(JsonObject left, JsonObject right, Step step) {
        var found = new ArrayList<Difference>();
        left.names().stream()
                .filter(name -> !right.has(name))
                .forEach(name -> found.add(new Difference(step.title(), name, "there", "")));
        right.names().stream()
                .filter(name -> !left.has(name))
                .forEach(name -> found.add(new Difference(step.title(), name, "", "there")));
        return found;
    }

    /// A namespace, and in it what controllers would make, of which the peer has none.
    private void prepare(String namespace) throws Exception {
        for (Side side : List.of(theirs, ours)) {
            side.send(Step.write("", "", "POST", NAMESPACES, "metadata: {name: " + namespace + "}"));
            side.send(Step.write(
                    "", "", "POST", NAMESPACES + "/" + namespace + "/serviceaccounts", "metadata: {name: default}"));
        }
    }

    private void compare(Step step) throws Exception {
        note(step, Difference.between(step, awaited(theirs, step), awaited(ours, step)));
    }

    /// The answer, asked for again while it is not yet the code that a step waits for: what was written a moment ago
    /// may take a while to be heeded. Creations that wait are dry runs, or fail until they succeed.
    private static Side.Answer awaited(Side side, Step step) throws Exception {
        var answer = side.send(step);
        for (int attempt = 1; attempt < ATTEMPTS && !step.isHeeded(answer); attempt++) {
            SystemClock.CLOCK.sleep(GLANCE);
            answer = side.send(step);
        }
        return answer;
    }

    /// Elements of lists that have names are compared by them: their order is of no meaning.
    private void compareNamed(Step step) throws Exception {
        var left = theirs.send(step);
        var right = ours.send(step);
        note(step, Difference.between(step, named(left), named(right)));
    }

    private static Side.Answer named(Side.Answer answer) {
        return new Side.Answer(answer.status(), answer.type(), answer.warnings(), byName(answer.body()));
    }

    private static Json byName(Json value) {
        if (value instanceof JsonObject object) {
            return object.map((_, field) -> byName(field));
        }
        var sorted = new TreeMap<String, Json>();
        for (Json element : value.elements()) {
            String name = List.of("name", "resource", "subresource", "version").stream()
                    .map(key -> element.at(key).text())
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse(element.at("metadata", "name").text());
            if (name.isEmpty() || sorted.put(name, byName(element)) != null) {
                return value;
            }
        }
        return sorted.isEmpty() ? value : Json.of(sorted);
    }

    private void note(Step step, List<Difference> found) {
        Tally tally = tallies.computeIfAbsent(step.area(), _ -> new Tally());
        tally.asked++;
        if (found.isEmpty()) {
            tally.same++;
        }
        differences.addAll(found);
    }

    private Map<String, KindSteps.Resource> resources() throws Exception {
        var resources = new TreeMap<String, KindSteps.Resource>();
        var versions = new ArrayList<>(List.of("/api/v1"));
        for (Json group :
                theirs.send(Step.get("", "", "/apis")).body().at("groups").elements()) {
            group.at("versions")
                    .elements()
                    .forEach(version ->
                            versions.add("/apis/" + version.at("groupVersion").text()));
        }
        for (String path : versions) {
            Json list = theirs.send(Step.get("", "", path)).body();
            for (Json resource : list.at("resources").elements()) {
                String name = resource.at("name").text();
                if (!name.contains("/")) {
                    resources.put(
                            list.at("groupVersion").text() + " "
                                    + resource.at("kind").text(),
                            new KindSteps.Resource(
                                    name, resource.at("namespaced").booleanOr(false)));
                }
            }
        }
        return resources;
    }
}
