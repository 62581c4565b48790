// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

/// The power goes, here and now. An error, so that no code under test catches it and carries on.
final class Crash extends Error {
    Crash() {
        super("crash", null, false, false);
    }
}
