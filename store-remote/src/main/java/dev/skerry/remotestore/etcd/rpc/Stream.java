// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stream of messages. The next one is asked for when the last one was taken (policy: *block*), so etcd
/// holds back what nobody reads yet. One thread sends and reads; any may [#wake] it and [#close].
public final class Stream implements AutoCloseable {
    /// What the reader gets.
    @SuppressWarnings("ArrayRecordComponent")
    public sealed interface Next {
        record Message(byte[] content) implements Next {}

        /// Nothing came within the time, or the reader was woken.
        record Quiet() implements Next {}

        /// The stream is over, and well.
        record Ended() implements Next {}

        /// The stream is over.
        record Broken(RpcFailure failure) implements Next {}
    }

    private final Address address;
    private final ClientCall<byte[], byte[]> call;
    private final LinkedBlockingQueue<Next> arrived = new LinkedBlockingQueue<>();

    private Stream(Address address, ClientCall<byte[], byte[]> call) {
        this.address = address;
        this.call = call;
    }

    static Stream start(Address address, ClientCall<byte[], byte[]> call, Metadata metadata) {
        var stream = new Stream(address, call);
        call.start(stream.new Listener(), metadata);
        call.request(1);
        return stream;
    }

    public Address address() {
        return address;
    }

    public void send(byte[] message) {
        call.sendMessage(message);
    }

    /// Nothing more will be sent.
    public void endSending() {
        call.halfClose();
    }

    public Next next(Duration timeout) throws InterruptedException {
        Next next = arrived.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return switch (next) {
            case null -> new Next.Quiet();
            case Next.Message message -> {
                call.request(1);
                yield message;
            }
            case Next.Quiet quiet -> quiet;
            case Next.Ended _, Next.Broken _ -> {
                // For whoever asks again.
                arrived.add(next);
                yield next;
            }
        };
    }

    /// Ends the reader's present wait, or its next one.
    public void wake() {
        arrived.add(new Next.Quiet());
    }

    @Override
    public void close() {
        call.cancel("no longer needed", null);
    }

    private final class Listener extends ClientCall.Listener<byte[]> {
        @Override
        public void onMessage(byte[] message) {
            arrived.add(new Next.Message(message));
        }

        @Override
        public void onClose(Status status, @Nullable Metadata trailers) {
            arrived.add(status.isOk() ? new Next.Ended() : new Next.Broken(RpcFailure.of(address, status, true)));
        }
    }
}
