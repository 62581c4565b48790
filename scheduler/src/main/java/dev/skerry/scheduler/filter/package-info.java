// SPDX-License-Identifier: Apache-2.0
/// Which nodes a pod cannot go to, and why. Start with [Filters].
@NullMarked
package dev.skerry.scheduler.filter;

import org.jspecify.annotations.NullMarked;
