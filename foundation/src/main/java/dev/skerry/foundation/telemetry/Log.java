// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.telemetry;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Lines for people: a constant message, then name and value pairs.
///
/// ```java
/// private static final Log LOG = Log.of("agent.pod");
/// LOG.info("container started", "pod", pod, "took", took);
/// ```
///
/// gives `2026-11-23T08:31:25.123Z info agent.pod container started pod=default/web-0 took=PT0.2S`.
/// Lines go to standard error, one write each. Own code rather than java.util.logging: that costs the
/// agent two megabytes.
public final class Log {
    /// How bad it is. `DEBUG` is for us, `INFO` for an operator at 3 a.m., `WARN` needs an action,
    /// `ERROR` is logged once by the loop that gives up.
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static volatile Level threshold = Level.INFO;
    private static volatile PrintStream out = System.err;

    private final String name;

    private Log(String name) {
        this.name = name;
    }

    /// @param name the part of the program that speaks: module and package, `apiserver.http`
    public static Log of(String name) {
        return new Log(name);
    }

    /// Shows lines of this level and worse, from now on, for the whole process.
    public static void show(Level level) {
        threshold = level;
    }

    /// Sends lines elsewhere: for tests.
    public static void redirect(PrintStream stream) {
        out = stream;
    }

    public void debug(String message, @Nullable Object... pairs) {
        write(Level.DEBUG, message, null, pairs);
    }

    public void info(String message, @Nullable Object... pairs) {
        write(Level.INFO, message, null, pairs);
    }

    public void warn(String message, @Nullable Object... pairs) {
        write(Level.WARN, message, null, pairs);
    }

    public void error(String message, @Nullable Object... pairs) {
        write(Level.ERROR, message, null, pairs);
    }

    /// An error with the stack that led to it.
    public void error(String message, Throwable thrown, @Nullable Object... pairs) {
        write(Level.ERROR, message, thrown, pairs);
    }

    private void write(Level level, String message, @Nullable Throwable thrown, @Nullable Object... pairs) {
        if (level.compareTo(threshold) < 0) {
            return;
        }
        // The one place outside foundation.time that asks the time: a log line is not a decision.
        var line = new StringBuilder(160);
        TIME.formatTo(Instant.now(), line);
        line.append(' ').append(level.name().toLowerCase(java.util.Locale.ROOT));
        line.append(' ').append(name).append(' ').append(message);
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            line.append(' ').append(pairs[i]).append('=').append(quoted(String.valueOf(pairs[i + 1])));
        }
        line.append('\n');
        if (thrown != null) {
            var trace = new java.io.StringWriter();
            thrown.printStackTrace(new java.io.PrintWriter(trace));
            line.append(trace);
        }
        out.print(line);
        out.flush();
    }

    /// A value that would break the line apart is quoted, and line ends in it are shown as `\n`: a log
    /// line is one line, whatever a stranger put into a name.
    private static String quoted(String value) {
        boolean isPlain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '=');
        return isPlain
                ? value
                : '"' + value.replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r") + '"';
    }
}
