// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.rpc.EtcdClient;

/// Our store's place in an etcd: who to ask, where things are, and how revisions and values read.
record Engine(EtcdClient client, Layout layout, Epoch epoch, Envelope envelope) {
    Engine(EtcdClient client, Layout layout, Epoch epoch) {
        this(client, layout, epoch, new Envelope(layout, epoch));
    }
}
