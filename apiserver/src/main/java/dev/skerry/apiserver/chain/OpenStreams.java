// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.apiserver.http.Response;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// The answers that go on at this moment: watches, logs, shells, edge nodes. Each lasts only as long as the
/// credentials that opened it; [#sweep] ends the others by interrupting the threads that write them.
final class OpenStreams {
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

    /// Writes an answer that goes on.
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /// One of them. The lock sees to it that a thread is never interrupted after its stream is over, when it
    /// does something else already.
    private static final class Stream {
        private final BooleanSupplier holds;
        private final Thread writer = Thread.currentThread();
        private final ReentrantLock lock = new ReentrantLock();

        @GuardedBy("lock")
        private boolean isOver;

        Stream(BooleanSupplier holds) {
            this.holds = holds;
        }

        void cut() {
            lock.lock();
            try {
                if (!isOver) {
                    writer.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        void over() {
            lock.lock();
            try {
                isOver = true;
            } finally {
                lock.unlock();
            }
        }
    }

    /// @param holds whether the credentials behind the answer are still good; asked now and then, by any thread
    Response watched(Response response, BooleanSupplier holds) {
        return switch (response) {
            case Response.Full full -> full;
            case Response.Stream stream ->
                new Response.Stream(
                        stream.status(),
                        stream.headers(),
                        out -> run(holds, () -> stream.writer().writeTo(out)));
            case Response.Upgrade upgrade ->
                new Response.Upgrade(
                        upgrade.headers(),
                        (in, out) -> run(holds, () -> upgrade.conversation().run(in, out)));
        };
    }

    /// Asks for every stream whether its credentials hold.
    void sweep() {
        for (Stream stream : streams) {
            if (!stream.holds.getAsBoolean()) {
                stream.cut();
            }
        }
    }

    private void run(BooleanSupplier holds, Work work) throws IOException, InterruptedException {
        var stream = new Stream(holds);
        streams.add(stream);
        try {
            // The credentials may have been taken away since they were looked at, before this stream was known.
            if (!holds.getAsBoolean()) {
                throw new InterruptedException("the caller's credentials were taken away");
            }
            work.run();
        } finally {
            stream.over();
            streams.remove(stream);
        }
    }
}
