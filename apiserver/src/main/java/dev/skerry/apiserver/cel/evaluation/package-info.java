// SPDX-License-Identifier: Apache-2.0
/// Runs checked expressions. A [Planner] turns the checker's tree into [Step]s, which are evaluated against
/// the variables of a [Frame]; every step is charged to the frame's [Meter], as Kubernetes charges it, and
/// an expression that becomes too expensive ends.
///
/// Steps are immutable and may be used by many threads; a frame and its meter belong to one evaluation.
@NullMarked
package dev.skerry.apiserver.cel.evaluation;

import org.jspecify.annotations.NullMarked;
