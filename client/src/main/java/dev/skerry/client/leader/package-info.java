// SPDX-License-Identifier: Apache-2.0
/// One of several processes does what must not be done twice: whoever holds a Lease, as Kubernetes' own controllers
/// agree on it. Start with [LeaderElection]; [LeaseRule] decides, without a clock.
///
/// One thread runs an election; any may ask whether its [Leadership] holds.
@NullMarked
package dev.skerry.client.leader;

import org.jspecify.annotations.NullMarked;
