// SPDX-License-Identifier: Apache-2.0
/// Makes Jobs at the times that a CronJob says: [dev.skerry.controllers.cronjob.CronJobController]. Start reading
/// there. [dev.skerry.controllers.cronjob.CronSchedule], [dev.skerry.controllers.cronjob.Due] and
/// [dev.skerry.controllers.cronjob.History] decide, and are pure.
@NullMarked
package dev.skerry.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
