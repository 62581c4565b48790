// SPDX-License-Identifier: Apache-2.0
/// The file that a backup is. Start with [BackupWriter] and [BackupReader]; [Piece] is what it holds. Streams: a
/// backup of any size takes the memory of one piece. One thread writes or reads a file.
@NullMarked
package dev.skerry.backup.file;

import org.jspecify.annotations.NullMarked;
