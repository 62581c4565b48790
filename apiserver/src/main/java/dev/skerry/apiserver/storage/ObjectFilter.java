// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import java.util.function.UnaryOperator;

/// Which objects of a resource somebody wants.
///
/// @param namespace empty for all
/// @param view how objects look to whoever chooses by their fields
public record ObjectFilter(
        String namespace, LabelSelector labels, FieldSelector fields, UnaryOperator<KubeObject> view) {
    public static final ObjectFilter EVERYTHING = in("");

    /// Of objects as they are stored.
    public ObjectFilter(String namespace, LabelSelector labels, FieldSelector fields) {
        this(namespace, labels, fields, UnaryOperator.identity());
    }

    public static ObjectFilter in(String namespace) {
        return new ObjectFilter(namespace, LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
    }

    /// Whether objects are chosen by more than their namespace.
    public boolean isSelective() {
        return !labels.matchesEverything() || !fields.matchesEverything();
    }

    boolean matches(StoredObject stored) {
        if (!namespace.isEmpty() && !namespace.equals(stored.name().namespace())) {
            return false;
        }
        var name = fields.findName();
        if (name.isPresent() && !name.get().equals(stored.name().name())) {
            return false;
        }
        if (!isSelective()) {
            return true;
        }
        KubeObject object = stored.object();
        return labels.matches(object) && fields.matches(view.apply(object));
    }
}
