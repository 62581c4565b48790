// SPDX-License-Identifier: Apache-2.0
/// Choosing objects by their labels and fields. Start with [LabelSelector] and [FieldSelector]. All
/// values are immutable.
@NullMarked
package dev.skerry.api.selector;

import org.jspecify.annotations.NullMarked;
