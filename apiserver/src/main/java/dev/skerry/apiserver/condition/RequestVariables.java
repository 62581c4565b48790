// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.condition;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.cel.Environment;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.apiserver.cel.function.Authorization;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.apiserver.cel.shape.ShapedValues;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import java.util.Optional;

/// What expressions of admission see of a write: `object`, `oldObject`, `request`, `namespaceObject`,
/// `authorizer` and `authorizer.requestResource`, and `params` where a policy has them. Values are made when
/// an expression asks for them.
///
/// @param namespace the namespace of the object, as it is stored; empty for objects without one
/// @param params empty where there are none
public record RequestVariables(
        AdmissionRequest request, Optional<KubeObject> namespace, Optional<KubeObject> params, Authorizer authorizer)
        implements Frame.Variables {
    /// @param object what is known of the object; [Shape#ANY] where nothing is
    public static Environment environment(Shape object) {
        return Environment.empty()
                .with("object", object)
                .with("oldObject", object)
                .with("request", RequestShapes.REQUEST)
                .with("namespaceObject", RequestShapes.NAMESPACE)
                .withOpaque("authorizer", Authorization.AUTHORIZER)
                .withOpaque("authorizer.requestResource", Authorization.RESOURCE_CHECK);
    }

    /// The namespace of what a request is about; a namespace is in none.
    public static Optional<KubeObject> namespaceOf(AdmissionRequest request, ObjectSource objects) {
        boolean isNamespace = request.resource().resource().equals("namespaces")
                && request.resource().group().isEmpty();
        return request.namespace().isEmpty() || isNamespace
                ? Optional.empty()
                : objects.find("", "namespaces", ObjectName.cluster(request.namespace()));
    }

    @Override
    public Optional<Object> find(String name) {
        return switch (name) {
            case "object" -> Optional.of(value(request.object()));
            case "oldObject" -> Optional.of(value(request.old()));
            case "params" -> Optional.of(value(params));
            case "request" -> Optional.of(ShapedValues.of(described(), RequestShapes.REQUEST));
            case "namespaceObject" ->
                Optional.of(namespace
                        .map(object -> ShapedValues.of(object.tree(), RequestShapes.NAMESPACE))
                        .orElse(JsonNull.NULL));
            case "authorizer" -> Optional.of(Authorization.asker(request.identity(), authorizer));
            case "authorizer.requestResource" -> Optional.of(Authorization.requestResource(attributes(), authorizer));
            default -> Optional.empty();
        };
    }

    private static Object value(Optional<KubeObject> object) {
        return object.map(present -> ShapedValues.of(present.tree(), Shape.ANY)).orElse(JsonNull.NULL);
    }

    private Attributes attributes() {
        GroupVersionResource resource = request.resource();
        return new Attributes(
                request.identity(),
                "",
                resource.group(),
                resource.version(),
                resource.resource(),
                request.subresource(),
                request.namespace(),
                request.name(),
                "");
    }

    private JsonObject described() {
        JsonObject kind = described(request.kind());
        JsonObject resource = described(request.resource());
        JsonObject user = JsonObject.builder()
                .put("username", request.identity().name())
                .put("uid", request.identity().uid())
                .put("groups", request.identity().groups())
                .put("extra", request.identity().extra())
                .build();
        return JsonObject.builder()
                .put("kind", kind)
                .put("resource", resource)
                .put("subResource", request.subresource())
                .put("requestKind", kind)
                .put("requestResource", resource)
                .put("requestSubResource", request.subresource())
                .put("name", request.name())
                .put("namespace", request.namespace())
                .put("operation", request.operation().name())
                .put("userInfo", user)
                .put("dryRun", request.isDryRun())
                .put("options", request.options().isEmpty() ? Json.of(null) : request.options())
                .build();
    }

    private static JsonObject described(GroupVersionKind kind) {
        return JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.kind());
    }

    private static JsonObject described(GroupVersionResource resource) {
        return JsonObject.of("group", resource.group(), "version", resource.version(), "resource", resource.resource());
    }
}
