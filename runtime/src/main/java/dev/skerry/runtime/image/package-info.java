// SPDX-License-Identifier: Apache-2.0
/// Brings images here and keeps them unpacked: from a registry, or from an archive. Start with
/// [LocalImageStore]. On disk everything is complete or not there: work is done beside its place, synced,
/// and renamed. Any thread may call; one store per folder.
@NullMarked
package dev.skerry.runtime.image;

import org.jspecify.annotations.NullMarked;
