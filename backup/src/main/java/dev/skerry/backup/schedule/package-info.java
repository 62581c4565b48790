// SPDX-License-Identifier: Apache-2.0
/// When backups are made. [CronSchedule] is pure; it is given the time.
@NullMarked
package dev.skerry.backup.schedule;

import org.jspecify.annotations.NullMarked;
