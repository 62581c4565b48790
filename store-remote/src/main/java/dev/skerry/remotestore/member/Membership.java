// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.wire.ProtoReader;
import dev.skerry.remotestore.etcd.wire.ProtoWriter;
import dev.skerry.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;

/// Who belongs to the cluster: asked of, and changed through, any member. Each change goes through the members'
/// agreement, so it needs most of them.
///
/// @throws StoreUnavailableException from every call, if no member answers or most are away
public final class Membership {
    private final EtcdClient client;

    public Membership(EtcdClient client) {
        this.client = client;
    }

    public List<Member> members() {
        return members(call(Method.MEMBER_LIST, new ProtoWriter().flag(1, true)), 2);
    }

    /// Adds one that first only listens: a newcomer that never comes up, or is slow, takes no part in majorities.
    ///
    /// @return all members
    public List<Member> addLearner(String peerUrl) {
        return members(
                call(Method.MEMBER_ADD, new ProtoWriter().text(1, peerUrl).flag(2, true)), 3);
    }

    /// Gives a listener its vote, if it has caught up; whether it has.
    public boolean promote(long id) {
        try {
            client.write(Method.MEMBER_PROMOTE, new ProtoWriter().number(1, id).toBytes());
            return true;
        } catch (RpcFailure refused) {
            // Not in step with the leader yet, or promoted by an earlier try.
            return false;
        }
    }

    public void remove(long id) {
        call(Method.MEMBER_REMOVE, new ProtoWriter().number(1, id));
    }

    private byte[] call(Method method, ProtoWriter request) {
        try {
            return client.write(method, request.toBytes());
        } catch (RpcFailure refused) {
            throw StoreUnavailableException.notWritten(
                    "etcd refuses to change its members: " + refused.getMessage(), refused);
        }
    }

    private static List<Member> members(byte[] answer, int field) {
        var members = new ArrayList<Member>();
        var reader = new ProtoReader(answer);
        while (reader.next()) {
            if (reader.field() == field) {
                members.add(Member.read(reader.message()));
            }
        }
        return List.copyOf(members);
    }
}
