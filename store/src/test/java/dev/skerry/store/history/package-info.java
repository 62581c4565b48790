// SPDX-License-Identifier: Apache-2.0
/// Whether a store kept its promises, judged from outside: what its clients asked and were answered, on one
/// clock, and what its watchers saw.
///
/// Start with [RecordedHistory], which takes everything down, and [HistoryCheck], which finds what cannot have
/// been. [RecordingClient] speaks to any [dev.skerry.store.Store]; [Load] asks many things of one at once.
@NullMarked
package dev.skerry.store.history;

import org.jspecify.annotations.NullMarked;
