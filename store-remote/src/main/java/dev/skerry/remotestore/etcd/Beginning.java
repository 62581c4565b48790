// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.wire.Compare;
import dev.skerry.remotestore.etcd.wire.KeyValue;
import dev.skerry.remotestore.etcd.wire.Operation;
import dev.skerry.remotestore.etcd.wire.ProtoReader;
import dev.skerry.remotestore.etcd.wire.Txn;
import dev.skerry.remotestore.etcd.wire.TxnAnswer;
import dev.skerry.store.Revision;
import java.util.List;

/// How a store begins: by its epoch, which is looked for, or written by whoever comes first.
///
/// @param at etcd's revision when it was read
record Beginning(Epoch epoch, long at) {
    static Beginning of(EtcdClient client, Layout layout) {
        try {
            requireVersion(client);
            byte[] key = layout.epoch();
            var make = new Txn(
                    List.of(new Compare.ModifiedAt(key, 0)),
                    List.of(new Operation.Put(key, text(Revision.NONE))),
                    List.of(new Operation.Find(key)));
            // May be sent twice: the second time it finds what the first has written.
            TxnAnswer answer = TxnAnswer.of(client.read(Method.TXN, make.toBytes()));
            long now = answer.header().revision();
            return answer.isDone()
                    ? new Beginning(new Epoch(now, Revision.NONE), now)
                    : new Beginning(epoch(answer.found().getFirst().entries().getFirst(), layout), now);
        } catch (RpcFailure refused) {
            throw new TerminalException(
                    "EtcdRefuses", "etcd refuses to hold a store: " + refused.getMessage(), refused);
        }
    }

    /// What stands at the key of the epoch: our revision there.
    static byte[] text(Revision base) {
        return base.toString().getBytes(UTF_8);
    }

    private static Epoch epoch(KeyValue stored, Layout layout) {
        String text = new String(stored.value(), UTF_8);
        try {
            return new Epoch(stored.modified(), new Revision(Long.parseLong(text)));
        } catch (IllegalArgumentException _) {
            throw new TerminalException(
                    "NotAStore",
                    "what stands in etcd under " + layout.root() + " is no store of ours: its epoch is '" + text + "'");
        }
    }

    private static void requireVersion(EtcdClient client) throws RpcFailure {
        var reader = new ProtoReader(client.read(Method.STATUS, new byte[0]));
        String version = "";
        while (reader.next()) {
            if (reader.field() == 2) {
                version = reader.text();
            }
        }
        if (version.startsWith("2.") || version.matches("3\\.[0-4]\\..*")) {
            throw new TerminalException("EtcdTooOld", "this etcd is " + version + "; it must be 3.5 or newer");
        }
    }
}
