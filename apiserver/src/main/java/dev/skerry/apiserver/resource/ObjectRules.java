// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import java.util.List;
import java.util.Optional;

/// What holds for the content of one kind's objects.
public interface ObjectRules {
    /// The object with everything filled in that it leaves open.
    KubeObject withDefaults(KubeObject object);

    /// The same for an object that is about to be made, with what it has only in the beginning.
    default KubeObject withInitialDefaults(KubeObject object) {
        return withDefaults(object);
    }

    /// What is wrong with an object that is to be created.
    List<FieldError> check(KubeObject object);

    /// What is wrong with an object that is to replace another.
    List<FieldError> checkUpdate(KubeObject object, KubeObject old);

    /// The same where only the status is replaced.
    default List<FieldError> checkStatus(KubeObject object, KubeObject old) {
        return checkUpdate(object, old);
    }

    /// The same for what came through the path of a part of the object.
    ///
    /// @param part as the path ends: `status`, `resize`; empty for the object's own path
    default List<FieldError> checkPart(String part, KubeObject object, KubeObject old) {
        return part.equals("status") ? checkStatus(object, old) : checkUpdate(object, old);
    }

    /// What the writer of an object should know although nothing is wrong with it; clients show it.
    default List<String> warnings(KubeObject object) {
        return List.of();
    }

    /// What everybody who uses this version of the kind should know: that it is deprecated.
    default Optional<String> findDeprecation() {
        return Optional.empty();
    }

    /// The object as it was stored, brought to the version that is asked for.
    default KubeObject converted(KubeObject stored) {
        return stored;
    }

    /// The same for many at once, in their order: where somebody else converts them, that is one question.
    default List<KubeObject> converted(List<KubeObject> stored) {
        return stored.stream().map(this::converted).toList();
    }

    /// Whether objects of other versions are converted by somebody else, who takes time, may fail, and may
    /// find other values for the fields that selectors look at.
    default boolean isConvertedElsewhere() {
        return false;
    }

    /// An object of this version as it is to be stored: in the version that is kept.
    default KubeObject inStorageVersion(KubeObject object) {
        return object;
    }

    /// Whether [#converted] does something to objects of this very version, so that their bytes cannot go
    /// out as they were stored.
    default boolean readsDiffer() {
        return false;
    }

    /// An object that is about to be created, with what follows from all the rest of it.
    default KubeObject completed(KubeObject object) {
        return object;
    }
}
