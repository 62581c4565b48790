// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import dev.skerry.remotestore.etcd.wire.ProtoReader;
import dev.skerry.remotestore.etcd.wire.ProtoWriter;
import io.grpc.Metadata;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The token that etcd gave for the password. It runs out when etcd likes; then it is asked for anew.
final class Session {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    /// A member that is cut off from the others refuses, instead of being silent.
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Login login;
    private volatile @Nullable String token;

    Session(Login login) {
        this.login = login;
    }

    /// What goes with a call over this connection.
    Metadata metadata(Connection over, Duration timeout) throws RpcFailure {
        var metadata = new Metadata();
        metadata.put(HAS_LEADER, "true");
        if (login instanceof Login.Password password) {
            String known = token;
            if (known == null) {
                known = authenticate(over, password, timeout);
                token = known;
            }
            metadata.put(TOKEN, known);
        }
        return metadata;
    }

    /// The token is no longer taken.
    void forget() {
        token = null;
    }

    private static String authenticate(Connection over, Login.Password login, Duration timeout) throws RpcFailure {
        byte[] request = new ProtoWriter()
                .text(1, login.user())
                .text(2, login.password())
                .toBytes();
        byte[] answer;
        try {
            answer = over.call(Method.AUTHENTICATE, request, new Metadata(), timeout);
        } catch (RpcFailure failed) {
            // Whatever became of this request, the one that it was for has not left.
            RpcFailure.Kind kind = failed.kind() == RpcFailure.Kind.UNCERTAIN
                    ? RpcFailure.Kind.NOT_TAKEN
                    : failed.kind() == RpcFailure.Kind.REFUSED ? RpcFailure.Kind.DENIED : failed.kind();
            throw new RpcFailure(kind, login + " cannot log in at " + failed.getMessage(), failed);
        }
        var reader = new ProtoReader(answer);
        String token = "";
        while (reader.next()) {
            if (reader.field() == 2) {
                token = reader.text();
            }
        }
        return token;
    }
}
