// SPDX-License-Identifier: Apache-2.0
/// What expressions compute with. A value is a plain Java object: `Boolean`, `Long`, [Unsigned], `Double`,
/// `String`, [Bytes], `Instant` (a timestamp), `Duration`, a `List`, a [CelMap], an `Optional`, `JsonNull`,
/// [TypeName], or one of a library's own (an address, a quantity). Which type a value has says
/// [ValueTypes]; which are equal, [Equality].
///
/// Everything here is immutable.
@NullMarked
package dev.skerry.apiserver.cel.value;

import org.jspecify.annotations.NullMarked;
