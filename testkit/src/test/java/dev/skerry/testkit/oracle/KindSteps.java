// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The life of one sample of each kind: written in every way there is, read in every form.
record KindSteps(Map<String, Resource> resources) {
    static final String NAMESPACE = "kinds";

    /// Where objects of a kind are.
    record Resource(String path, boolean namespaced) {}

    List<Step> all(String samples) {
        return Arrays.stream(samples.split("(?m)^---\n", -1))
                .flatMap(text -> life(text).stream())
                .toList();
    }

    private List<Step> life(String sample) {
        JsonObject object =
                YamlReader.read(sample.getBytes(StandardCharsets.UTF_8)).object();
        String name = object.at("metadata", "name").text();
        String kind = object.at("kind").text();
        String area = "kind " + object.at("apiVersion").text() + " " + kind;
        String all = collection(object);
        String one = all + "/" + name;
        var steps = new ArrayList<Step>();
        steps.add(Step.write(area, "create, dry run", "POST", all + "?dryRun=All", sample));
        steps.add(Step.write(area, "create", "POST", all + "?fieldManager=creator", sample));
        steps.add(Step.write(area, "create again", "POST", all, sample));
        steps.add(Step.write(area, "unknown field", "POST", all + "?fieldValidation=Strict", sample + "wrong: 1\n"));
        steps.add(Step.get(area, "get", one));
        steps.add(Step.get(area, "get as Table", one).with("Accept", Step.TABLE));
        steps.add(Step.get(area, "get as metadata", one)
                .with("Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"));
        steps.addAll(patches(area, one, object));
        steps.add(Step.write(area, "update of an old version", "PUT", one, with(object, "resourceVersion", "1")));
        steps.add(Step.write(area, "update", "PUT", one + "?fieldManager=updater", sample));
        steps.add(Step.write(area, "update of another uid", "PUT", one, with(object, "uid", "not-this-one")));
        steps.add(Step.get(area, "status", one + "/status"));
        steps.add(Step.get(area, "scale", one + "/scale"));
        steps.add(Step.get(area, "get at the end", one));
        steps.add(new Step(area, "delete", "DELETE", one, Map.of(), ""));
        steps.add(new Step(area, "delete again", "DELETE", one, Map.of(), ""));
        return steps;
    }

    private static List<Step> patches(String area, String one, JsonObject object) {
        String label = "{\"metadata\":{\"labels\":{\"%s\":\"yes\"}}}";
        JsonObject applied = JsonObject.of(
                "apiVersion",
                object.at("apiVersion"),
                "kind",
                object.at("kind"),
                "metadata",
                JsonObject.of(
                        "name",
                        object.at("metadata", "name"),
                        "labels",
                        JsonObject.of("merged", "other", "applied", "yes")));
        String body = JsonWriter.write(applied);
        return List.of(
                Step.patch(area, "merge patch", one + "?fieldManager=m", "merge-patch+json", label.formatted("merged")),
                Step.patch(
                        area,
                        "strategic patch",
                        one + "?fieldManager=s",
                        "strategic-merge-patch+json",
                        label.formatted("strategic")),
                Step.patch(
                        area,
                        "JSON patch",
                        one + "?fieldManager=j",
                        "json-patch+json",
                        JsonWriter.write(new JsonArray(List.of(JsonObject.of(
                                "op", "add", "path", "/metadata/annotations", "value", JsonObject.of("a", "b")))))),
                Step.patch(area, "apply in conflict", one + "?fieldManager=a", "apply-patch+yaml", body),
                Step.patch(area, "apply by force", one + "?fieldManager=a&force=true", "apply-patch+yaml", body),
                Step.patch(area, "apply without a manager", one, "apply-patch+yaml", body),
                Step.patch(area, "another name", one, "merge-patch+json", "{\"metadata\":{\"name\":\"other\"}}"),
                Step.patch(area, "a label that is none", one, "merge-patch+json", label.formatted("not a label")));
    }

    /// Its path, as discovery has it.
    String collection(Json object) {
        String key = object.at("apiVersion").text() + " " + object.at("kind").text();
        Resource resource = resources.get(key);
        if (resource == null) {
            throw new IllegalStateException("no resource for " + key);
        }
        String version = object.at("apiVersion").text();
        return (version.contains("/") ? "/apis/" : "/api/") + version
                + (resource.namespaced() ? "/namespaces/" + NAMESPACE : "") + "/" + resource.path();
    }

    private static String with(JsonObject object, String field, String value) {
        return JsonWriter.write(object.withAt(Json.of(value), "metadata", field));
    }
}
