// SPDX-License-Identifier: Apache-2.0
/// Objects as the API serves them: written to the store, read from memory, watched from a bounded ring of
/// events. Start with [ObjectStorage]; who only needs to look at objects takes an [ObjectSource].
@NullMarked
package dev.skerry.apiserver.storage;

import org.jspecify.annotations.NullMarked;
