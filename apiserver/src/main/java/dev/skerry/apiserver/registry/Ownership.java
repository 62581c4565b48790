// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.FieldSet;
import dev.skerry.api.patch.ManagedFields;
import dev.skerry.api.patch.Writer;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import java.util.Optional;

/// Books in `metadata.managedFields` whose fields a write touched.
@FunctionalInterface
public interface Ownership {
    /// An apply has done its own booking.
    Ownership BOOKED_ALREADY = (_, fresh) -> fresh;

    /// @param old as it is stored; empty for a new object
    /// @param fresh as it is to be stored
    KubeObject booked(Optional<KubeObject> old, KubeObject fresh);

    /// What every write but an apply does: the writer owns what it changed.
    static Ownership of(ApiCall call, WriteOptions options, RegistryParts parts) {
        Writer writer = writer(call, options, parts);
        var schema = call.resource().schema();
        FieldSet ignored = outOfReach(call);
        return (old, fresh) -> old.isPresent()
                ? ManagedFields.afterUpdate(schema, old.get(), fresh, writer, ignored)
                : ManagedFields.afterCreate(schema, fresh, writer, ignored);
    }

    /// What cannot be set through the door that a call comes through.
    static FieldSet outOfReach(ApiCall call) {
        if (call.info().subresource().equals("status")) {
            return call.resource().is(Trait.CUSTOM)
                    ? FieldSet.ofNames("spec", "metadata.labels")
                    : FieldSet.ofNames("spec");
        }
        if (call.resource().is(Trait.HAS_SPEC_FINALIZERS)
                && call.info().subresource().isEmpty()) {
            return FieldSet.ofNames("status", "spec.finalizers");
        }
        return call.resource().hasStatus() ? FieldSet.ofNames("status") : FieldSet.EMPTY;
    }

    static Writer writer(ApiCall call, WriteOptions options, RegistryParts parts) {
        String manager =
                options.fieldManager().isEmpty() ? WriteOptions.managerOf(call.http()) : options.fieldManager();
        return new Writer(manager, call.info().subresource(), parts.now());
    }
}
