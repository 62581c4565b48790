// SPDX-License-Identifier: Apache-2.0
/// The store in etcd, 3.5 or newer. Start with [EtcdStore]; what is where in etcd says [Layout], and how its
/// revisions become ours says [Epoch].
@NullMarked
package dev.skerry.remotestore.etcd;

import org.jspecify.annotations.NullMarked;
