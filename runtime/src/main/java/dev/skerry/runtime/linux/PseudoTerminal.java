// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// A pair of terminal ends: ours, and the one that a program takes for a real terminal.
///
/// Our end is opened by Java itself rather than by a system call, so that reading from it is an ordinary
/// Java read, which may wait without holding up other virtual threads. Java does not tell the number of
/// its file descriptor; it is the new entry among our open files that leads to `/dev/ptmx`.
public final class PseudoTerminal implements AutoCloseable {
    private static final Path MASTER = Path.of("/dev/ptmx");
    private static final long SET_LOCK = 0x40045431L;
    private static final long NUMBER = 0x80045430L;
    private static final long SET_SIZE = 0x5414L;

    /// Two that open at the same time could not tell their numbers apart.
    private static final ReentrantLock OPENING = new ReentrantLock();

    private final RandomAccessFile master;
    private final int descriptor;
    private final Path path;

    private PseudoTerminal(RandomAccessFile master, int descriptor, Path path) {
        this.master = master;
        this.descriptor = descriptor;
        this.path = path;
    }

    public static PseudoTerminal open() throws IOException {
        OPENING.lock();
        try {
            Set<Integer> before = new HashSet<>(masters());
            var master = new RandomAccessFile(MASTER.toFile(), "rw");
            for (int descriptor : masters()) {
                if (!before.contains(descriptor)) {
                    return new PseudoTerminal(master, descriptor, unlocked(descriptor));
                }
            }
            master.close();
            throw new IOException("cannot open a terminal: its file descriptor is nowhere");
        } finally {
            OPENING.unlock();
        }
    }

    /// The end for the program.
    public Path path() {
        return path;
    }

    /// What the program writes. Ends, by an exception as terminals do, when the program has closed its end.
    public InputStream output() throws IOException {
        return new FileInputStream(master.getFD());
    }

    /// What the program reads.
    public OutputStream input() throws IOException {
        return new FileOutputStream(master.getFD());
    }

    public void resize(int columns, int rows) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocateFrom(ValueLayout.JAVA_SHORT, (short) rows, (short) columns, (short) 0, (short) 0);
            SystemCall.IOCTL.check("resize " + path, descriptor, SET_SIZE, size.address(), 0, 0);
        }
    }

    @Override
    public void close() throws IOException {
        master.close();
    }

    private static Path unlocked(int descriptor) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var word = arena.allocate(ValueLayout.JAVA_INT);
            SystemCall.IOCTL.check("unlock a terminal", descriptor, SET_LOCK, word.address(), 0, 0);
            SystemCall.IOCTL.check("number a terminal", descriptor, NUMBER, word.address(), 0, 0);
            return Path.of("/dev/pts/" + word.get(ValueLayout.JAVA_INT, 0));
        }
    }

    private static List<Integer> masters() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(PseudoTerminal::isMaster)
                    .map(file -> Integer.parseInt(file.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isMaster(Path file) {
        try {
            return Files.readSymbolicLink(file).endsWith("ptmx");
        } catch (IOException _) {
            // Closed meanwhile.
            return false;
        }
    }
}
