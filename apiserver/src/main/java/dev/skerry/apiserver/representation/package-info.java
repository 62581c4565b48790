// SPDX-License-Identifier: Apache-2.0
/// How answers go over the wire: which form the client accepts is an [OutputForm], what writes it an
/// [ObjectEncoder], made by [Encoders].
@NullMarked
package dev.skerry.apiserver.representation;

import org.jspecify.annotations.NullMarked;
