// SPDX-License-Identifier: Apache-2.0
/// What is said to etcd and what it answers, as records that know their protobuf form: only the fields that
/// are used here. Start with [Txn]. Values only, no threads.
@NullMarked
package dev.skerry.remotestore.etcd.wire;

import org.jspecify.annotations.NullMarked;
