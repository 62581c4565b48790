// SPDX-License-Identifier: Apache-2.0
/// The language of expressions, by the parser and type checker of `dev.cel`: which functions there are
/// ([FunctionTable]), which macros, which types ([Types]), and the one door to the checker, [Checker].
/// Nothing but this package and what walks a checked tree sees `dev.cel`.
///
/// Loaded at the first expression; until then it costs nothing.
@NullMarked
package dev.skerry.apiserver.cel.language;

import org.jspecify.annotations.NullMarked;
