// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import java.util.List;

/// The rules of a built-in kind: brings an object that another version wrote to this one.
public record PlainRules(GroupVersionKind kind) implements ObjectRules {
    @Override
    public KubeObject withDefaults(KubeObject object) {
        return object;
    }

    @Override
    public List<FieldError> check(KubeObject object) {
        return List.of();
    }

    @Override
    public List<FieldError> checkUpdate(KubeObject object, KubeObject old) {
        return List.of();
    }

    @Override
    public KubeObject converted(KubeObject stored) {
        return stored.kind().equals(kind) ? stored : stored.with(kind.apiVersion(), "apiVersion");
    }
}
