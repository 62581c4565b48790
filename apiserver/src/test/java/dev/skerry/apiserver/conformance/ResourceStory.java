// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static dev.skerry.apiserver.conformance.ApiClient.JSON_PATCH;
import static dev.skerry.apiserver.conformance.ApiClient.MERGE;
import static dev.skerry.apiserver.conformance.ApiClient.STRATEGIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonString;
import java.io.IOException;
import java.util.List;

/// What the API operations of every kind come to, as one story: found in discovery, created, read, listed,
/// watched, patched in all four ways, replaced, its status likewise, deleted alone and as a collection.
final class ResourceStory {
    private static final String ALL = "?labelSelector=story%3Dtold";

    private final ApiClient api;
    private final Kind kind;
    private final String collection;

    /// A kind to tell the story of.
    ///
    /// @param groupVersion as `apiVersion` has it
    /// @param rest the object without its type and its metadata, `'` for `"`
    record Kind(String groupVersion, String resource, String kind, boolean isNamespaced, String rest) {
        static Kind namespaced(String groupVersion, String resource, String kind, String rest) {
            return new Kind(groupVersion, resource, kind, true, rest);
        }

        static Kind cluster(String groupVersion, String resource, String kind, String rest) {
            return new Kind(groupVersion, resource, kind, false, rest);
        }

        String root() {
            return groupVersion.contains("/") ? "/apis/" + groupVersion : "/api/" + groupVersion;
        }
    }

    ResourceStory(ApiClient api, Kind kind) {
        this.api = api;
        this.kind = kind;
        this.collection = kind.root() + (kind.isNamespaced ? "/namespaces/default/" : "/") + kind.resource;
    }

    /// @param first names of two objects of the kind
    void tell(String first, String second) throws IOException, InterruptedException {
        isDiscovered();
        String made = api.create(collection, object(first)).is(201).version();
        api.create(collection, object(second)).is(201);
        api.create(collection, object(first)).is(409);
        api.read(one(first)).is(200);
        isListed();
        try (WatchReader watch = api.watch(collection + ALL + "&resourceVersion=" + made)) {
            assertThat(watch.next("ADDED").at("metadata", "name").text()).isEqualTo(second);
            isPatched(first, watch);
            isReplaced(first, watch);
            isDeleted(first, second, watch);
        }
    }

    /// @param name of an object that is there, or is made now
    /// @param status two states of the status, each different
    void tellStatus(String name, String status, String other) throws IOException, InterruptedException {
        if (api.read(one(name)).code() == 404) {
            api.create(collection, object(name)).is(201);
        }
        String door = one(name) + "/status";
        Json spec = api.read(door).is(200).at("spec");
        String marked = "{'metadata':{'annotations':{'%s':'yes'}},'status':" + status + "}";
        sees(api.patch(door, MERGE, marked.formatted("merge")), "merge", status, spec);
        sees(api.patch(door, STRATEGIC, marked.formatted("strategic")), "strategic", status, spec);
        String jsonPatch = "[{'op':'add','path':'/metadata/annotations/json','value':'yes'},"
                + "{'op':'add','path':'/status','value':" + other + "}]";
        sees(api.patch(door, JSON_PATCH, jsonPatch), "json", other, spec);
        JsonObject applied =
                JsonReader.read(object(name).replace('\'', '"')).object().with("status", quoted(status));
        sees(
                api.apply(
                        door,
                        applied.withAt(new JsonString("yes"), "metadata", "annotations", "apply")
                                .toString()),
                "apply",
                status,
                spec);
        JsonObject current = api.read(one(name)).body().object();
        JsonObject replaced =
                current.with("status", quoted(other)).withAt(new JsonString("yes"), "metadata", "annotations", "put");
        sees(api.replace(door, replaced.toString()), "put", other, spec);
        // The main door leaves the status alone.
        api.patch(one(name), MERGE, "{'status':" + status + "}").is(200);
        sees(api.read(one(name)), "put", other, spec);
    }

    private void isDiscovered() throws IOException, InterruptedException {
        List<Json> resources = api.read(kind.root()).is(200).at("resources").elements();
        Json found = resources.stream()
                .filter(one -> one.at("name").text().equals(kind.resource))
                .findFirst()
                .orElseThrow();
        assertThat(found.at("kind").text()).isEqualTo(kind.kind);
        assertThat(found.at("verbs").toString())
                .contains("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    }

    private void isListed() throws IOException, InterruptedException {
        assertThat(items(collection)).hasSize(2);
        if (kind.isNamespaced) {
            assertThat(items(kind.root() + "/" + kind.resource)).hasSize(2);
        }
    }

    private void isPatched(String name, WatchReader watch) throws IOException, InterruptedException {
        String marked = "{'metadata':{'annotations':{'%s':'yes'}}}";
        api.patch(one(name), MERGE, marked.formatted("merge")).is(200);
        isSeen(watch, "merge");
        api.patch(one(name), STRATEGIC, marked.formatted("strategic")).is(200);
        isSeen(watch, "strategic");
        api.patch(one(name), JSON_PATCH, "[{'op':'add','path':'/metadata/annotations/json','value':'yes'}]")
                .is(200);
        isSeen(watch, "json");
        JsonObject applied = JsonReader.read(object(name).replace('\'', '"')).object();
        api.apply(
                        one(name),
                        applied.withAt(new JsonString("yes"), "metadata", "annotations", "apply")
                                .toString())
                .is(200);
        isSeen(watch, "apply");
    }

    private void isReplaced(String name, WatchReader watch) throws IOException, InterruptedException {
        JsonObject current = api.read(one(name)).is(200).body().object();
        JsonObject changed = current.withAt(new JsonString("yes"), "metadata", "annotations", "put");
        api.replace(one(name) + "?dryRun=All", changed.toString()).is(200);
        assertThat(api.read(one(name)).body()).isEqualTo(current);
        api.replace(one(name), changed.toString()).is(200);
        isSeen(watch, "put");
        api.replace(one(name), current.toString()).is(409);
        assertThat(api.read(one(name)).at("metadata", "annotations").object().names())
                .contains("merge", "strategic", "json", "apply", "put");
    }

    private void isDeleted(String first, String second, WatchReader watch) throws IOException, InterruptedException {
        api.delete(one(first) + "?dryRun=All").is(200);
        api.read(one(first)).is(200);
        api.delete(one(first)).is(200);
        assertThat(watch.next("DELETED").at("metadata", "name").text()).isEqualTo(first);
        api.read(one(first)).is(404);
        assertThat(items(collection)).hasSize(1);
        api.delete(collection + ALL).is(200);
        assertThat(watch.next("DELETED").at("metadata", "name").text()).isEqualTo(second);
        assertThat(items(collection)).isEmpty();
    }

    private static void isSeen(WatchReader watch, String annotation) throws IOException {
        assertThat(watch.next("MODIFIED")
                        .at("metadata", "annotations", annotation)
                        .text())
                .isEqualTo("yes");
    }

    private static void sees(ApiClient.Answer answer, String annotation, String status, Json spec) {
        answer.is(200);
        assertThat(answer.at("metadata", "annotations", annotation).text())
                .as(annotation)
                .isEqualTo("yes");
        assertThat(answer.at("spec")).isEqualTo(spec);
        for (var field : quoted(status).object().fields().entrySet()) {
            assertThat(answer.at("status", field.getKey())).as(annotation).isEqualTo(field.getValue());
        }
    }

    private List<Json> items(String path) throws IOException, InterruptedException {
        return api.read(path + ALL).is(200).at("items").elements();
    }

    private String one(String name) {
        return collection + "/" + name;
    }

    private String object(String name) {
        String rest = kind.rest.isEmpty() ? "" : "," + kind.rest.replace("NAME", name);
        return "{'apiVersion':'%s','kind':'%s','metadata':{'name':'%s','labels':{'story':'told'}}%s}"
                .formatted(kind.groupVersion, kind.kind, name, rest);
    }

    private static Json quoted(String text) {
        return JsonReader.read(text.replace('\'', '"'));
    }
}
