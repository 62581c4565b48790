// SPDX-License-Identifier: Apache-2.0
/// CEL, the expressions of definitions and admission policies. Start at [Expressions]: it compiles a text
/// against an [Environment], which says which variables there are; what comes out is an [Expression] that
/// can be evaluated and whose cost can be foretold.
///
/// The parser and the type checker are `dev.cel`'s; the evaluation is our own, since it must count costs as
/// Kubernetes does and reads our JSON as it is. Nothing here is loaded before the first expression is
/// compiled. Everything is immutable and may be used by many threads.
@NullMarked
package dev.skerry.apiserver.cel;

import org.jspecify.annotations.NullMarked;
