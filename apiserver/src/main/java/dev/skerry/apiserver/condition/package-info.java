// SPDX-License-Identifier: Apache-2.0
/// Expressions about a write on its way in: the variables that they see ([RequestVariables]), and the
/// conditions under which a webhook or a policy looks at a write at all ([MatchConditions]).
///
/// Compiled conditions are immutable and may be used by many threads; variables belong to one write.
@NullMarked
package dev.skerry.apiserver.condition;

import org.jspecify.annotations.NullMarked;
