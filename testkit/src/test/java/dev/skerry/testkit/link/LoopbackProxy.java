// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.link;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A link that a test can cut, or turn into a black hole, and that counts what goes over it.
final class LoopbackProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private final TaskGroup tasks = new TaskGroup();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private volatile boolean isCut;
    private volatile boolean isBlackHole;

    LoopbackProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        tasks.start("proxy", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Breaks all connections, and refuses new ones until [#heal].
    void cut() throws IOException {
        isCut = true;
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /// Connections stay, and nothing gets through.
    void swallow() {
        isBlackHole = true;
    }

    void heal() {
        isBlackHole = false;
        isCut = false;
    }

    long upBytes() {
        return up.get();
    }

    long downBytes() {
        return down.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket near = listener.accept();
            var far = new Socket();
            if (isCut || !reaches(far)) {
                near.close();
                continue;
            }
            sockets.add(near);
            sockets.add(far);
            tasks.start("up", () -> pump(near, far, up));
            tasks.start("down", () -> pump(far, near, down));
        }
    }

    private boolean reaches(Socket far) {
        try {
            far.connect(target);
            return true;
        } catch (IOException _) {
            // The server is down: the node is told so, as by the server's machine.
            return false;
        }
    }

    private void pump(Socket from, Socket to, AtomicLong counter) {
        byte[] buffer = new byte[32 << 10];
        try (from;
                to) {
            int count;
            while ((count = from.getInputStream().read(buffer)) >= 0) {
                if (!isBlackHole) {
                    counter.addAndGet(count);
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException _) {
            // One side is gone; the other goes with it.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        tasks.close();
    }
}
