// SPDX-License-Identifier: Apache-2.0
/// Measurements of the real program, each a `main` of its own that `bench/run` starts: [Footprint], [ApplyLatency],
/// [CreateLoad],
/// [FanOut], [LinkReturn], [NodeLoad]. Results are kept in RESULTS.md with date, machine and command.
@NullMarked
package dev.skerry.bench;

import org.jspecify.annotations.NullMarked;
