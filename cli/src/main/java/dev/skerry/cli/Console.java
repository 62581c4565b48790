// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import java.io.PrintStream;

/// Where a command writes: results to `out`, what is for people only to `err`.
public record Console(PrintStream out, PrintStream err) {
    public void print(String line) {
        out.println(line);
    }

    public void say(String line) {
        err.println(line);
    }
}
