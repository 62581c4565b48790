// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.store.Change;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A watch whose values are opened before its reader sees them. If one does not open, the watch is lost: its
/// reader lists again, and is told there what is damaged. Leaving the change out would be worse.
final class SealedWatch implements Watch {
    private final Watch inner;
    private final UnaryOperator<Change> opening;

    /// Only the one thread that reads the watch touches it.
    private @Nullable String lostBecause;

    SealedWatch(Watch inner, UnaryOperator<Change> opening) {
        this.inner = inner;
        this.opening = opening;
    }

    @Override
    public Next next(Duration timeout) throws InterruptedException {
        if (lostBecause != null) {
            return new Next.Lost(lostBecause);
        }
        return switch (inner.next(timeout)) {
            case Next.Changes(List<Change> changes) -> opened(changes);
            case Next.Quiet quiet -> quiet;
            case Next.Lost lost -> lost;
        };
    }

    private Next opened(List<Change> changes) {
        var opened = new ArrayList<Change>(changes.size());
        try {
            for (Change change : changes) {
                opened.add(opening.apply(change));
            }
        } catch (StoreCorruptException broken) {
            lostBecause = String.valueOf(broken.getMessage());
            inner.close();
            return new Next.Lost(lostBecause);
        }
        return new Next.Changes(opened);
    }

    @Override
    public void close() {
        inner.close();
    }
}
