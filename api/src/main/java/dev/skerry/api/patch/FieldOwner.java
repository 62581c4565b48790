// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

/// Who a managed-fields entry belongs to. One that applies is known by its name alone, whatever version
/// it applies; one that updates has an entry for each version it used.
///
/// @param apiVersion empty for [Operation#APPLY]
record FieldOwner(String manager, Operation operation, String apiVersion, String subresource) {
    /// How the fields were set.
    enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static FieldOwner applying(Writer writer) {
        return new FieldOwner(writer.manager(), Operation.APPLY, "", writer.subresource());
    }

    static FieldOwner updating(Writer writer, String apiVersion) {
        return new FieldOwner(writer.manager(), Operation.UPDATE, apiVersion, writer.subresource());
    }
}
