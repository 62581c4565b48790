// SPDX-License-Identifier: Apache-2.0
/// The usual ways of recognising callers, granting rights and judging writes, put together. Start with
/// [StandardAccess].
@NullMarked
package dev.skerry.apiserver.access;

import org.jspecify.annotations.NullMarked;
