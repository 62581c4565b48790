// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authorization;

/// One source of rights. Rights only add up: the first that allows or denies decides.
@FunctionalInterface
public interface Authorizer {
    /// What this source has to say.
    sealed interface Decision {
        record Allowed(String reason) implements Decision {}

        record Denied(String reason) implements Decision {}

        record NoOpinion(String reason) implements Decision {}
    }

    Decision authorize(Attributes attributes);
}
