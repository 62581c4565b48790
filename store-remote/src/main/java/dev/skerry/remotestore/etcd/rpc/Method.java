// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The calls of etcd that are used here. Messages pass as bytes; [dev.skerry.remotestore.etcd.wire] knows what
/// is in them.
public enum Method {
    RANGE("KV/Range", MethodType.UNARY),
    TXN("KV/Txn", MethodType.UNARY),
    COMPACT("KV/Compact", MethodType.UNARY),
    WATCH("Watch/Watch", MethodType.BIDI_STREAMING),
    AUTHENTICATE("Auth/Authenticate", MethodType.UNARY),
    STATUS("Maintenance/Status", MethodType.UNARY),
    SNAPSHOT("Maintenance/Snapshot", MethodType.SERVER_STREAMING),
    MEMBER_LIST("Cluster/MemberList", MethodType.UNARY),
    MEMBER_ADD("Cluster/MemberAdd", MethodType.UNARY),
    MEMBER_PROMOTE("Cluster/MemberPromote", MethodType.UNARY),
    MEMBER_REMOVE("Cluster/MemberRemove", MethodType.UNARY);

    private final MethodDescriptor<byte[], byte[]> descriptor;

    Method(String name, MethodType type) {
        descriptor = MethodDescriptor.newBuilder(Bytes.BYTES, Bytes.BYTES)
                .setFullMethodName("etcdserverpb." + name)
                .setType(type)
                .build();
    }

    MethodDescriptor<byte[], byte[]> descriptor() {
        return descriptor;
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        static final Bytes BYTES = new Bytes();

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException impossible) {
                // The message has arrived before it is parsed.
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
