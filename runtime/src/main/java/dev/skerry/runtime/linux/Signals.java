// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.linux;

import java.util.List;
import java.util.Locale;

/// Signals, by number and by name.
public final class Signals {
    /// Cannot be caught.
    public static final int KILL = 9;
    /// Please end.
    public static final int TERMINATE = 15;
    /// The window has another size.
    public static final int WINDOW_CHANGE = 28;

    private static final List<String> NAMES = List.of(
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");

    /// The first of the real-time signals that programs may use.
    private static final int REAL_TIME_FIRST = 34;

    private Signals() {}

    /// Sends a signal; whether the process was there.
    public static boolean send(int pid, int signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("no signal " + signal + " for process " + pid);
        }
        return SystemCall.KILL.call(pid, signal, 0) == 0;
    }

    /// The number of a signal as images write it: `SIGTERM`, `TERM`, `15`, `SIGRTMIN+3`; SIGTERM for
    /// anything else, and for nothing.
    public static int number(String name) {
        String plain = name.toUpperCase(Locale.ROOT);
        plain = plain.startsWith("SIG") ? plain.substring(3) : plain;
        int known = plain.isEmpty() ? -1 : NAMES.indexOf(plain);
        if (known > 0) {
            return known;
        }
        boolean isRealTime = plain.startsWith("RTMIN+");
        String digits = isRealTime ? plain.substring(6) : plain;
        boolean isNumber =
                !digits.isEmpty() && digits.length() < 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber) {
            return TERMINATE;
        }
        int number = Integer.parseInt(digits) + (isRealTime ? REAL_TIME_FIRST : 0);
        return number > 0 && number < 65 ? number : TERMINATE;
    }
}
