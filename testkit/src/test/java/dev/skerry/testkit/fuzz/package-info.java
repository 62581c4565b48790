// SPDX-License-Identifier: Apache-2.0
/// Coverage-guided fuzzing of everything that reads foreign bytes: start at [Decoders], the table of what is
/// fuzzed and what must hold. [FuzzTest] replays the inputs that are kept under `src/test/fuzz` and then
/// searches for new ones, half a minute in `make test`, as long as asked in `make fuzz`.
@NullMarked
package dev.skerry.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
