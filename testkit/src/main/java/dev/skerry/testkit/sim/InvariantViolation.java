// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

/// Something that must never be true was true. An error, so that no code under test catches it and carries on.
public final class InvariantViolation extends Error {
    InvariantViolation(String message) {
        super(message);
    }
}
