// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The system calls in use, by their numbers on x86_64 and on aarch64.
///
/// All go through the one C function `syscall`, so that a single method handle serves them all: on the
/// agent each further native signature costs memory for the classes that the JDK spins for it.
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    IOCTL(16, 29),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SHUTDOWN(48, 210),
    KILL(62, 129),
    MOUNT(165, 40),
    UNMOUNT(166, 39),
    SET_ATTRIBUTE(189, 6),
    OPEN_AT(257, 56),
    MAKE_NODE_AT(259, 33),
    SYNC_FILE_SYSTEM(306, 267),
    SET_NAMESPACE(308, 268);

    private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = handle();

    private final int number;

    SystemCall(int x86Number, int armNumber) {
        this.number = System.getProperty("os.arch").equals("aarch64") ? armNumber : x86Number;
    }

    /// Makes the call; its result, or the negative error number.
    long call(long first, long second, long third, long fourth, long fifth) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = (long) SYSCALL.invokeExact(state, (long) number, first, second, third, fourth, fifth);
            return result == -1 ? -state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : result;
        } catch (Throwable thrown) {
            throw new IllegalStateException("cannot make system call " + this, thrown);
        }
    }

    long call(long first, long second, long third) {
        return call(first, second, third, 0, 0);
    }

    /// Makes the call and fails on an error number.
    long check(String what, long first, long second, long third, long fourth, long fifth) throws SystemCallException {
        long result = call(first, second, third, fourth, fifth);
        if (result < 0) {
            throw new SystemCallException(what, (int) -result);
        }
        return result;
    }

    /// A C string, living as long as the arena.
    static long text(Arena arena, String text) {
        return arena.allocateFrom(text).address();
    }

    static long text(Arena arena, Path path) {
        return text(arena, path.toString());
    }

    @SuppressWarnings("restricted") // Whoever starts the program allows native access by a flag.
    private static MethodHandle handle() {
        var linker = Linker.nativeLinker();
        if (!IS_ARM && !System.getProperty("os.arch").equals("amd64")) {
            throw new IllegalStateException("no system call numbers for " + System.getProperty("os.arch"));
        }
        var whole = ValueLayout.JAVA_LONG;
        return linker.downcallHandle(
                linker.defaultLookup().find("syscall").orElseThrow(),
                FunctionDescriptor.of(whole, whole, whole, whole, whole, whole, whole),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }
}
