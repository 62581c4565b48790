// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// A Unix socket that keeps packets apart, which Java's own do not. It never waits: a native call that
/// waits would hold a carrier thread, of which a small machine has one or two.
///
/// For one reader and one writer, which may be two threads; [#close] belongs to whoever ends both.
public final class PacketSocket implements AutoCloseable {
    private static final long UNIX = 1;
    private static final long SEQUENCED_PACKETS_NOT_WAITING = 5 | 0x800;
    private static final long CURRENT_FOLDER = -100;
    private static final long PATH_ONLY = 0x200000;
    private static final int ADDRESS_LENGTH = 110;

    private final long socket;
    private volatile boolean isClosed;

    private PacketSocket(long socket) {
        this.socket = socket;
    }

    /// Connects. The path may be longer than the 107 bytes that socket addresses have room for: its folder
    /// is opened first and addressed by number.
    public static PacketSocket connect(Path parent, String name) throws IOException {
        try (var arena = Arena.ofConfined()) {
            long folder = SystemCall.OPEN_AT.check(
                    "open " + parent, CURRENT_FOLDER, SystemCall.text(arena, parent.toAbsolutePath()), PATH_ONLY, 0, 0);
            long socket = SystemCall.SOCKET.check("make a socket", UNIX, SEQUENCED_PACKETS_NOT_WAITING, 0, 0, 0);
            try {
                MemorySegment address = arena.allocate(ADDRESS_LENGTH);
                address.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
                byte[] path = ("/proc/self/fd/" + folder + "/" + name).getBytes(StandardCharsets.UTF_8);
                MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
                SystemCall.CONNECT.check(
                        "connect to " + parent.resolve(name), socket, address.address(), ADDRESS_LENGTH, 0, 0);
                return new PacketSocket(socket);
            } catch (IOException failed) {
                SystemCall.CLOSE.call(socket, 0, 0);
                throw failed;
            } finally {
                SystemCall.CLOSE.call(folder, 0, 0);
            }
        }
    }

    /// The next packet, cut off at the given length; none if there is none now; an empty one at the end.
    public Optional<byte[]> read(int lengthMax) throws IOException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(lengthMax);
            long count = isClosed ? 0 : SystemCall.READ.call(socket, buffer.address(), lengthMax);
            if (count == -SystemCallException.EAGAIN) {
                return Optional.empty();
            }
            if (count < 0) {
                throw new SystemCallException("read from a socket", (int) -count);
            }
            return Optional.of(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /// Sends a packet; whether there was room for it now.
    public boolean write(byte[] content, int length) throws IOException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(length);
            MemorySegment.copy(content, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
            if (isClosed) {
                throw new IOException("socket is closed");
            }
            long count = SystemCall.WRITE.call(socket, buffer.address(), length);
            if (count < 0 && count != -SystemCallException.EAGAIN) {
                throw new SystemCallException("write to a socket", (int) -count);
            }
            return count >= 0;
        }
    }

    /// Says that nothing more will be written.
    public void endWriting() {
        SystemCall.SHUTDOWN.call(socket, 1, 0);
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            SystemCall.CLOSE.call(socket, 0, 0);
        }
    }
}
