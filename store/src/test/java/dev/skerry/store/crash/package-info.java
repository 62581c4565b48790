// SPDX-License-Identifier: Apache-2.0
/// Processes that are killed, machines that lose power and disks that fail, under a store that is busy. Start with
/// [CrashLoop].
@NullMarked
package dev.skerry.store.crash;

import org.jspecify.annotations.NullMarked;
