// SPDX-License-Identifier: Apache-2.0
/// What is wrong with an object, in the words that clients know. Start with [Validation]; what it finds are
/// [FieldError]s. The other types hold the rules of one part of the API each.
/// Everything here is free of state and may be used from any thread.
@NullMarked
package dev.skerry.api.validation;

import org.jspecify.annotations.NullMarked;
