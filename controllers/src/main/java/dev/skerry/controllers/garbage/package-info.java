// SPDX-License-Identifier: Apache-2.0
/// Deletes what belonged to something that is gone, and lets owners go when what they wait for is done.
/// Start with [GarbageCollector]; the decision is [Verdict], which is pure.
@NullMarked
package dev.skerry.controllers.garbage;

import org.jspecify.annotations.NullMarked;
