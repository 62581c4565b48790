// SPDX-License-Identifier: Apache-2.0
/// Where backups lie. Start with [BackupPlace]: a folder, or a bucket of anything that speaks S3. May be used by
/// many threads.
@NullMarked
package dev.skerry.backup.place;

import org.jspecify.annotations.NullMarked;
