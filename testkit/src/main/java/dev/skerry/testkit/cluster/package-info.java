// SPDX-License-Identifier: Apache-2.0
/// Real processes of the real program, in networks of their own, for end-to-end tests and benchmarks. Start
/// with [Cluster].
@NullMarked
package dev.skerry.testkit.cluster;

import org.jspecify.annotations.NullMarked;
