// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.policy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.Apply;
import dev.skerry.api.patch.ApplyRequest;
import dev.skerry.api.patch.FieldSet;
import dev.skerry.api.patch.JsonPatch;
import dev.skerry.api.patch.Writer;
import dev.skerry.apiserver.cel.Expression;
import dev.skerry.apiserver.cel.Expression.Evaluation;
import dev.skerry.apiserver.cel.Expressions.Compilation;
import dev.skerry.apiserver.cel.evaluation.Frame;
import dev.skerry.apiserver.cel.shape.ShapedValues;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// One change of a mutating policy: an expression that makes a JSON patch, or a part of an object that is
/// merged as server-side apply merges it.
final class Mutation {
    private static final List<String> IDENTITY = List.of("name", "namespace", "uid", "generateName");

    private Mutation() {}

    sealed interface Outcome {
        record Changed(KubeObject object) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    static Outcome apply(
            CompiledPolicy.Change change, Frame.Variables variables, KubeObject object, ServedResource resource) {
        if (!(change.expression() instanceof Compilation.Compiled(Expression expression))) {
            return new Outcome.Failed("expression '" + change.text() + "' does not compile");
        }
        return switch (expression.evaluate(variables)) {
            case Evaluation.Failed(String why, long _) -> failed(change, why);
            case Evaluation.TooCostly(String why, long _) -> failed(change, why);
            case Evaluation.Value(Object value, long _) -> {
                try {
                    Json json = ShapedValues.json(value);
                    yield change.isPatch() ? patched(json, object) : merged(json, object, resource);
                } catch (Fault fault) {
                    yield failed(change, fault.message());
                } catch (StatusException e) {
                    yield failed(change, String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private static Outcome failed(CompiledPolicy.Change change, String why) {
        return new Outcome.Failed("expression '" + change.text() + "' resulted in error: " + why);
    }

    private static Outcome patched(Json operations, KubeObject object) {
        Json patched = JsonPatch.read(operations).apply(object.tree());
        return patched instanceof JsonObject tree && isSame(new KubeObject(tree), object)
                ? new Outcome.Changed(new KubeObject(tree))
                : new Outcome.Failed("a patch must not make another object of it");
    }

    private static Outcome merged(Json configuration, KubeObject object, ServedResource resource) {
        JsonObject metadata = configuration.at("metadata").object();
        for (String field : IDENTITY) {
            if (metadata.has(field)) {
                return new Outcome.Failed(
                        "error applying patch: invalid ApplyConfiguration: may not mutate metadata." + field);
            }
        }
        KubeObject live = object.without("metadata", "managedFields");
        KubeObject applied = new KubeObject(configuration.object())
                .with(object.kind().apiVersion(), "apiVersion")
                .with(object.kind().kind(), "kind");
        KubeObject merged = Apply.apply(new ApplyRequest(
                resource.schema(),
                live,
                applied,
                new Writer("admission", "", Instant.EPOCH),
                ApplyRequest.Conflicts.FORCED,
                FieldSet.EMPTY));
        Json managed = object.at("metadata", "managedFields");
        return new Outcome.Changed(
                managed.isNull()
                        ? merged.without("metadata", "managedFields")
                        : merged.with(managed, "metadata", "managedFields"));
    }

    private static boolean isSame(KubeObject fresh, KubeObject object) {
        return fresh.kind().equals(object.kind())
                && fresh.name().equals(object.name())
                && fresh.namespace().equals(object.namespace())
                && fresh.uid().equals(object.uid());
    }
}
