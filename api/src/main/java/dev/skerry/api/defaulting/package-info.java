// SPDX-License-Identifier: Apache-2.0
/// What an object means where it says nothing. Start with [Defaults]; the other types hold the defaults of
/// one part of the API each, written with the few words of [Filling].
/// Everything here is free of state and may be used from any thread.
@NullMarked
package dev.skerry.api.defaulting;

import org.jspecify.annotations.NullMarked;
