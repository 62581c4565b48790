// SPDX-License-Identifier: Apache-2.0
/// Runs pods until enough of them have succeeded (`batch/v1` Job), and clears away Jobs that are over. Start with
/// [JobController].
///
/// The rules are those of Kubernetes' documentation of Jobs, of the fields of `batch/v1`, and of its enhancement
/// proposals 2307 (pods are counted by finalizers), 2214 (indexes), 3329 (pod failure policy), 3850 (backoff limit
/// per index), 3998 (success policy), 3939 (which pods are replaced) and 4368 (`managedBy`).
@NullMarked
package dev.skerry.controllers.job;

import org.jspecify.annotations.NullMarked;
