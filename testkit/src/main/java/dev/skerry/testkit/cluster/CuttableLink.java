// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A road between an agent and its server that can be cut and mended: a TCP relay. Cut, it takes
/// connections and lets nothing through, as a black hole does; the ones that were open stay open and silent.
public final class CuttableLink implements AutoCloseable {
    /// What happens to bytes.
    private enum Road {
        OPEN,
        BLACK_HOLE,
        REFUSED
    }

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final TaskGroup tasks = new TaskGroup();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Road road = Road.OPEN;

    public CuttableLink(InetAddress address, InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, address);
        tasks.start("relay", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// From now on nothing arrives, and nobody is told.
    public void cut() {
        road = Road.BLACK_HOLE;
    }

    /// Connections break at once, and new ones are closed.
    public void breakAll() {
        road = Road.REFUSED;
        open.forEach(CuttableLink::closeQuietly);
    }

    /// Connections of before are gone, as after a real outage; new ones get through.
    public void mend() {
        open.forEach(CuttableLink::closeQuietly);
        road = Road.OPEN;
    }

    @Override
    public void close() {
        closeQuietly(listener);
        open.forEach(CuttableLink::closeQuietly);
        tasks.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var near = listener.accept();
                if (road == Road.REFUSED) {
                    near.close();
                    continue;
                }
                var far = new Socket();
                open.add(near);
                open.add(far);
                far.connect(target, 5_000);
                tasks.start("up", () -> copy(near, far));
                tasks.start("down", () -> copy(far, near));
            } catch (IOException _) {
                // The listener was closed, or the server is down: the agent sees its connection fail.
                open.forEach(socket -> {
                    if (!socket.isConnected()) {
                        closeQuietly(socket);
                    }
                });
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[16 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (road == Road.OPEN) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (SocketException _) {
            // One side went away: the other is closed with it.
        } catch (IOException _) {
            // As above.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception _) {
            // Closing is all that was wanted.
        }
    }
}
