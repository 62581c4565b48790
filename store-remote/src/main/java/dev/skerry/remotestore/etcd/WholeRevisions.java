// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.wire.WatchAnswer;
import java.util.ArrayList;
import java.util.List;

/// Puts the fragments of etcd's answers together so far that no revision is torn: the writes of one
/// transaction are told together or not at all. One thread uses it.
final class WholeRevisions {
    private List<WatchAnswer.Event> waiting = new ArrayList<>();

    /// What may be told now.
    List<WatchAnswer.Event> take(WatchAnswer answer) {
        waiting.addAll(answer.events());
        int whole = answer.isFragment() ? startOfLast() : waiting.size();
        List<WatchAnswer.Event> told = List.copyOf(waiting.subList(0, whole));
        waiting = new ArrayList<>(waiting.subList(whole, waiting.size()));
        return told;
    }

    /// Whether a part of a revision waits for its rest.
    boolean isTorn() {
        return !waiting.isEmpty();
    }

    private int startOfLast() {
        int at = waiting.size();
        while (at > 0 && revision(at - 1) == revision(waiting.size() - 1)) {
            at--;
        }
        return at;
    }

    private long revision(int index) {
        return waiting.get(index).entry().modified();
    }
}
