// SPDX-License-Identifier: Apache-2.0
/// Calls to etcd: connections to several endpoints of one cluster, failover between them, passwords and
/// certificates, and what a failure means for a write. Start with [EtcdClient]. Safe for use by many threads;
/// callbacks of the connection only hand things over.
@NullMarked
package dev.skerry.remotestore.etcd.rpc;

import org.jspecify.annotations.NullMarked;
