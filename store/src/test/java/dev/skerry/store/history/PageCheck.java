// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.Key;
import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A page shows every key of its range as it was at the page's revision, and commits as wholes.
final class PageCheck {
    private final Versions versions;
    private final List<Fault> faults;

    PageCheck(Versions versions, List<Fault> faults) {
        this.versions = versions;
        this.faults = faults;
    }

    void check(RecordedHistory history) {
        Map<Long, List<Operation>> batches = new HashMap<>();
        for (Operation operation : history.operations()) {
            if (operation.batch() != 0) {
                batches.computeIfAbsent(operation.batch(), _ -> new ArrayList<>())
                        .add(operation);
            }
        }
        Map<Long, Long> ends = insides(batches.values());
        for (Operation operation : history.operations()) {
            if (operation.call() instanceof Call.Range(String prefix, String from)
                    && operation.answer() instanceof Answer.Listed listed) {
                checkContent(operation, listed, prefix, from);
                if (ends.containsKey(listed.revision())) {
                    faults.add(Fault.of(
                            Fault.Kind.TORN_BATCH,
                            "a page shows revision " + listed.revision() + ", in the middle of a commit that ends at "
                                    + ends.get(listed.revision()),
                            operation));
                }
            }
        }
        batches.values().forEach(batch -> checkWhole(batch, history));
    }

    /// Revisions in the middle of a commit, with its end.
    private Map<Long, Long> insides(Iterable<List<Operation>> batches) {
        Map<Long, Long> ends = new HashMap<>();
        for (List<Operation> batch : batches) {
            long last = batch.stream()
                    .mapToLong(
                            write -> versions.of(write).map(Version::revision).orElse(0L))
                    .max()
                    .orElse(0);
            for (Operation write : batch) {
                versions.of(write)
                        .filter(version -> version.revision() < last)
                        .ifPresent(version -> ends.put(version.revision(), last));
            }
        }
        return ends;
    }

    /// Of a commit of puts whose end nobody knows, all are there or none: if one is known to be done, no later page
    /// misses the other. What a later commit has covered may have been there.
    private void checkWhole(List<Operation> batch, RecordedHistory history) {
        List<Version> there =
                batch.stream().map(versions::of).flatMap(Optional::stream).toList();
        if (there.isEmpty()) {
            return;
        }
        long first = there.stream().mapToLong(Version::revision).min().orElseThrow();
        for (Operation write : batch) {
            if (write.answer() instanceof Answer.Unknown
                    && write.call() instanceof Call.Put(String key, var _)
                    && versions.of(write).isEmpty()
                    && versions.after(key, first - 1).isEmpty()
                    && !versions.mayBeDeletedUnseen(key)
                    && history.operations().stream().anyMatch(read -> covers(read, key, first))) {
                faults.add(Fault.of(
                        Fault.Kind.TORN_BATCH,
                        "one write of a commit is there and another is not",
                        there.getFirst().writer(),
                        write));
            }
        }
    }

    /// Whether somebody read a page that has a place for a key, at a revision or later.
    private static boolean covers(Operation read, String key, long revision) {
        return read.call() instanceof Call.Range(String prefix, String from)
                && read.answer() instanceof Answer.Listed page
                && page.revision() >= revision
                && isIn(key, page, prefix, from);
    }

    private static boolean isIn(String key, Answer.Listed page, String prefix, String from) {
        return key.startsWith(prefix)
                && Key.ORDER.compare(key, from) >= 0
                && (!page.hasMore()
                        || (!page.entries().isEmpty()
                                && Key.ORDER.compare(
                                                key, page.entries().getLast().key())
                                        <= 0));
    }

    private void checkContent(Operation operation, Answer.Listed page, String prefix, String from) {
        var shown = new TreeMap<String, Seen>(Key.ORDER);
        page.entries().forEach(seen -> shown.put(seen.key(), seen));
        for (String key : versions.keys()) {
            if (isIn(key, page, prefix, from)) {
                checkKey(operation, page.revision(), key, Optional.ofNullable(shown.get(key)));
            }
        }
    }

    private void checkKey(Operation operation, long revision, String key, Optional<Seen> shown) {
        Optional<Version> right = versions.asOf(key, revision).filter(version -> !version.isDeletion());
        boolean isRight = right.map(Version::revision).equals(shown.map(Seen::modified));
        if (isRight) {
            return;
        }
        boolean wasDeletedUnseen = shown.isEmpty()
                && versions.looseDeletion(key, right.get().revision(), operation.ended())
                        .isPresent();
        if (!wasDeletedUnseen) {
            faults.add(Fault.of(
                    right.isPresent() && shown.isEmpty() ? Fault.Kind.LOST_WRITE : Fault.Kind.STALE_READ,
                    "a page of revision " + revision + " shows " + key + " as "
                            + shown.map(Seen::toString).orElse("missing") + " instead of "
                            + right.map(version -> "revision " + version.revision())
                                    .orElse("missing"),
                    right.<Object>map(Version::writer).orElse("nobody wrote it"),
                    operation.client() + "'s page"));
        }
    }
}
