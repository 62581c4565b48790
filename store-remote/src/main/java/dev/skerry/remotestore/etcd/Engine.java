// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.rpc.EtcdClient;

/// Our store's place in an etcd: who to ask, where things are, and how revisions and values read. The epoch
/// changes only when the store is filled from outside, and whoever fills it is alone with it.
final class Engine {
    private final EtcdClient client;
    private final Layout layout;
    private volatile Epoch epoch;

    Engine(EtcdClient client, Layout layout, Epoch epoch) {
        this.client = client;
        this.layout = layout;
        this.epoch = epoch;
    }

    EtcdClient client() {
        return client;
    }

    Layout layout() {
        return layout;
    }

    Epoch epoch() {
        return epoch;
    }

    Envelope envelope() {
        return new Envelope(layout, epoch);
    }

    void begin(Epoch next) {
        epoch = next;
    }
}
