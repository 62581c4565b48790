// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Sockets in another network namespace than the process's own. A socket belongs for its whole life to the
/// namespace of the thread that made it, and only a platform thread stays in one: so a thread is started
/// that enters, makes the socket and ends, and whoever asked uses the socket as any other.
public final class NetworkNamespace {
    private static final long CURRENT_FOLDER = -100;
    private static final long READ_AND_CLOSE_ON_EXEC = 0x80000;
    private static final long NETWORK = 0x40000000;

    private NetworkNamespace() {}

    /// A TCP socket of that namespace, not connected yet. Takes microseconds and cannot be interrupted, so
    /// that no socket is lost on the way.
    ///
    /// @param namespace the file that stands for it
    public static SocketChannel open(Path namespace, ProtocolFamily family) throws IOException {
        var opening = new FutureTask<>(() -> {
            enter(namespace);
            return SocketChannel.open(family);
        });
        Thread.ofPlatform().daemon().name("enter-network").start(opening);
        try {
            return result(opening);
        } catch (ExecutionException failed) {
            throw new IOException("cannot open a socket in " + namespace + ": " + failed.getMessage(), failed);
        }
    }

    private static SocketChannel result(FutureTask<SocketChannel> opening) throws ExecutionException {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return opening.get();
                } catch (InterruptedException _) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void enter(Path namespace) throws IOException {
        try (var arena = Arena.ofConfined()) {
            long file = SystemCall.OPEN_AT.check(
                    "open " + namespace,
                    CURRENT_FOLDER,
                    SystemCall.text(arena, namespace),
                    READ_AND_CLOSE_ON_EXEC,
                    0,
                    0);
            try {
                SystemCall.SET_NAMESPACE.check("enter " + namespace, file, NETWORK, 0, 0, 0);
            } finally {
                SystemCall.CLOSE.call(file, 0, 0);
            }
        }
    }
}
