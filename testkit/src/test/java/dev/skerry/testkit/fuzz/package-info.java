// SPDX-License-Identifier: Apache-2.0
/// Coverage-guided fuzzing of everything that reads foreign bytes: start at [Decoders], the table of what is
/// fuzzed and what must hold. [FuzzTest] replays the inputs that are kept under `src/test/fuzz` and then
/// repeats one search of some seconds; `make fuzz` searches anew, for as long as asked.
@NullMarked
package dev.skerry.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
