// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.WatchStream;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.ArrayList;
import java.util.Optional;

/// The Kubernetes API by HTTP requests with JSON bodies, over any [Transport].
public final class RestClient implements KubeClient {
    /// Objects a page; what client-go asks for too, so servers are used to it.
    private static final int PAGE = 500;

    /// A list whose pages expire while it is read is begun anew this often before giving up.
    private static final int LIST_ATTEMPTS = 3;

    private final RestRequests requests;
    private final String fieldManager;

    /// @param userAgent who asks; the part before a slash becomes the field manager of what is written
    public RestClient(Transport transport, String userAgent) {
        this.requests = new RestRequests(transport, userAgent);
        int slash = userAgent.indexOf('/');
        this.fieldManager = slash < 0 ? userAgent : userAgent.substring(0, slash);
    }

    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        try {
            return Optional.of(object(requests.ask("GET", new Target(resource, name).toString())));
        } catch (StatusException failed) {
            if (failed.code() == 404) {
                return Optional.empty();
            }
            throw failed;
        }
    }

    @Override
    public Listed list(Scope scope) {
        for (int attempt = 1; ; attempt++) {
            try {
                return listPages(scope);
            } catch (StatusException failed) {
                if (failed.code() != 410 || attempt == LIST_ATTEMPTS) {
                    throw failed;
                }
                // The server forgot the snapshot between two pages; a new list has a new one.
            }
        }
    }

    private Listed listPages(Scope scope) {
        var items = new ArrayList<KubeObject>();
        String token = "";
        while (true) {
            String target = new Target(scope)
                    .with("limit", Integer.toString(PAGE))
                    .withIfText("continue", token)
                    .toString();
            Json page = requests.ask("GET", target);
            addItems(page, items);
            token = page.at("metadata", "continue").text();
            if (token.isEmpty()) {
                return new Listed(items, page.at("metadata", "resourceVersion").text());
            }
        }
    }

    /// Servers leave apiVersion and kind out of the items of a typed list; here every object has them.
    private static void addItems(Json page, ArrayList<KubeObject> items) {
        String apiVersion = page.at("apiVersion").text();
        String listKind = page.at("kind").text();
        String kind = listKind.endsWith("List") ? listKind.substring(0, listKind.length() - 4) : listKind;
        for (Json item : page.at("items").elements()) {
            JsonObject tree = item.object();
            items.add(new KubeObject(
                    tree.has("kind")
                            ? tree
                            : tree.with("apiVersion", apiVersion).with("kind", kind)));
        }
    }

    @Override
    public WatchStream watch(Scope scope, String resourceVersion) {
        String target = new Target(scope)
                .with("watch", "true")
                .with("allowWatchBookmarks", "true")
                .withIfText("resourceVersion", resourceVersion)
                .toString();
        Transport.Answer answer = requests.open("GET", target);
        return answer.events().orElseGet(() -> new RestWatch(answer));
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object) {
        String target = new Target(resource, new ObjectName(object.namespace(), "")).toString();
        return object(requests.ask("POST", target, RestRequests.JSON, object.tree()));
    }

    @Override
    public KubeObject update(GroupVersionResource resource, KubeObject object) {
        return updateSubresource(resource, "", object);
    }

    @Override
    public KubeObject updateSubresource(GroupVersionResource resource, String subresource, KubeObject object) {
        String target = new Target(resource, object.objectName(), subresource).toString();
        return object(requests.ask("PUT", target, RestRequests.JSON, object.tree()));
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch) {
        var target = new Target(resource, name, subresource);
        String all = type == PatchType.APPLY
                ? target.with("fieldManager", fieldManager)
                        .with("force", "true")
                        .toString()
                : target.toString();
        return object(requests.ask("PATCH", all, type.mediaType(), patch));
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectName name, String subresource, KubeObject object) {
        String target = new Target(resource, name, subresource).toString();
        return object(requests.ask("POST", target, RestRequests.JSON, object.tree()));
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectName name, Deletion deletion) {
        var options = JsonObject.builder()
                .put("kind", "DeleteOptions")
                .put("apiVersion", "v1")
                .put("propagationPolicy", deletion.propagation().word());
        if (deletion.gracePeriodSeconds() >= 0) {
            options.put("gracePeriodSeconds", deletion.gracePeriodSeconds());
        }
        if (!deletion.uid().isEmpty()) {
            options.put("preconditions", JsonObject.of("uid", deletion.uid()));
        }
        try {
            requests.ask("DELETE", new Target(resource, name).toString(), RestRequests.JSON, options.build());
        } catch (StatusException failed) {
            boolean isGone = failed.code() == 404
                    || failed.code() == 409 && !deletion.uid().isEmpty();
            if (!isGone) {
                throw failed;
            }
            // Another object with this name, or none: the one that was meant does not exist any more.
        }
    }

    @Override
    public Json read(String path) {
        return requests.ask("GET", path);
    }

    private static KubeObject object(Json answer) {
        if (answer instanceof JsonObject tree) {
            return new KubeObject(tree);
        }
        String start = JsonWriter.write(answer);
        throw new TransientException(
                "UnexpectedAnswer",
                "the server answered no object but " + start.substring(0, Math.min(80, start.length())));
    }
}
