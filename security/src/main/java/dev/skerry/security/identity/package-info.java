// SPDX-License-Identifier: Apache-2.0
/// Who is calling. Start with [Identity].
@NullMarked
package dev.skerry.security.identity;

import org.jspecify.annotations.NullMarked;
