// SPDX-License-Identifier: Apache-2.0
/// A member of etcd that this server runs and looks after, as one of a site of several servers: how it joins,
/// what happens when it ends, who is removed, and snapshots. Start with [EtcdMember]; what is decided without
/// a process is in [JoinPlan] and [Supervision].
@NullMarked
package dev.skerry.remotestore.member;

import org.jspecify.annotations.NullMarked;
