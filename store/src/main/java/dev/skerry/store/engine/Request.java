// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import dev.skerry.store.Revision;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// What one caller wants of the writer, done as a whole, and what became of it.
public final class Request {
    /// How it ended.
    public sealed interface Outcome {
        record Written(List<Update> answers) implements Outcome {}

        record Failed(RuntimeException failure) implements Outcome {}
    }

    private final List<Write> writes;
    private final Revision compactUpTo;
    private final @Nullable Filling filling;
    private final boolean isTogether;
    private final CountDownLatch isAnswered = new CountDownLatch(1);

    /// Written before the latch opens, read after.
    private @Nullable Outcome outcome;

    /// @param compactUpTo changes to forget; [Revision#NONE] for none
    public Request(List<Write> writes, Revision compactUpTo) {
        this(writes, compactUpTo, null, false);
    }

    /// A step of filling the store from outside; it is done alone.
    public Request(Filling filling) {
        this(List.of(), Revision.NONE, filling, false);
    }

    private Request(List<Write> writes, Revision compactUpTo, @Nullable Filling filling, boolean isTogether) {
        this.writes = List.copyOf(writes);
        this.compactUpTo = compactUpTo;
        this.filling = filling;
        this.isTogether = isTogether;
    }

    /// Of these writes all are done or none; the answers are as [dev.skerry.store.Together#of] takes them.
    public static Request together(List<Write> writes) {
        return new Request(WriteRule.requireApart(writes), Revision.NONE, null, true);
    }

    public List<Write> writes() {
        return writes;
    }

    public boolean isTogether() {
        return isTogether;
    }

    public Revision compactUpTo() {
        return compactUpTo;
    }

    /// Empty for a request of every day.
    public Optional<Filling> filling() {
        return Optional.ofNullable(filling);
    }

    public void answer(Outcome answer) {
        outcome = answer;
        isAnswered.countDown();
    }

    /// Waits for the answer. A caller who is interrupted waits on all the same, because it would not know
    /// whether its write was done; it finds its interrupt still set afterwards.
    Outcome.Written await() {
        boolean wasInterrupted = false;
        while (true) {
            try {
                isAnswered.await();
                break;
            } catch (InterruptedException _) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return switch (outcome) {
            case Outcome.Written written -> written;
            case Outcome.Failed(RuntimeException failure) -> throw failure;
            case null -> throw new IllegalStateException("answered with nothing");
        };
    }
}
