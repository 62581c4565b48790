// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import java.util.Map;

/// What the fields that all objects share are for, in a sentence each, as `kubectl explain` shows it.
final class FieldWords {
    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /// Of the objects themselves.
    private static final Map<String, String> OF_OBJECTS = Map.of(
            "apiVersion", "APIVersion is the group and version that this form of the object belongs to.",
            "kind", "Kind is what the object is.",
            "metadata", "Standard object's metadata: its name, labels, owners and history.",
            "spec", "Spec is the state that is wanted.",
            "status", "Status is the state as it was last seen.");

    private static final Map<String, String> OF_METADATA = Map.ofEntries(
            Map.entry("name", "Name is unique among the objects of a kind in a namespace, and never changes."),
            Map.entry("generateName", "GenerateName is what the server makes a name of when none is given."),
            Map.entry("namespace", "Namespace is where the name has to be unique; empty for what is cluster-wide."),
            Map.entry("uid", "UID tells the object from all others that ever had or will have its name."),
            Map.entry("resourceVersion", "ResourceVersion changes with each write; only the server can read it."),
            Map.entry("generation", "Generation counts the changes of the wanted state."),
            Map.entry("creationTimestamp", "CreationTimestamp is a timestamp by the server's clock: when it was made."),
            Map.entry(
                    "deletionTimestamp",
                    "DeletionTimestamp is when the object may go; set once deletion was asked for."),
            Map.entry("deletionGracePeriodSeconds", "DeletionGracePeriodSeconds is how long the object has to end."),
            Map.entry("labels", "Labels are names and values to select objects by."),
            Map.entry("annotations", "Annotations are names and values that tools keep with the object."),
            Map.entry("ownerReferences", "OwnerReferences are the objects without which this one is collected."),
            Map.entry("finalizers", "Finalizers must all be taken away before a deleted object goes."),
            Map.entry("managedFields", "ManagedFields say who last set which field."));

    private FieldWords() {}

    /// The sentence; empty for a field that speaks for itself.
    static String of(String typeName, String field) {
        return (typeName.equals(OBJECT_META) ? OF_METADATA : Map.<String, String>of()).getOrDefault(field, "");
    }

    /// The sentence about a field that an object has at its top.
    static String ofObject(String field) {
        return OF_OBJECTS.getOrDefault(field, "");
    }
}
