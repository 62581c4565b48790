// SPDX-License-Identifier: Apache-2.0
/// The program: a table of commands ([Main]), their flags, and the wiring of the roles. The only place
/// that reads flags, files of flags and the environment, or ends the process.
@NullMarked
package dev.skerry.cli;

import org.jspecify.annotations.NullMarked;
