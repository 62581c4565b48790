// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

/// Something that must never be true was true.
public final class InvariantViolation extends RuntimeException {
    InvariantViolation(String message) {
        super(message);
    }
}
