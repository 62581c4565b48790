// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import dev.skerry.api.meta.ObjectName;

/// One pass over one object.
///
/// Level-triggered: the pass is given a name, not an event, and reads all it needs. It must be safe to run
/// again at any time, and after a crash at any point. Passes for one name never overlap.
@FunctionalInterface
public interface Reconciler {
    Outcome reconcile(ObjectName name) throws InterruptedException;
}
