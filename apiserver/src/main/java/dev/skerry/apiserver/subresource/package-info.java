// SPDX-License-Identifier: Apache-2.0
/// Parts of an object with an address of their own: log, exec, attach, binding, eviction, scale.
@NullMarked
package dev.skerry.apiserver.subresource;

import org.jspecify.annotations.NullMarked;
