// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import dev.skerry.store.history.Operation.Writing;
import java.util.List;
import java.util.Optional;

/// There is a moment between the beginning and the end of each read at which it was true.
final class ReadCheck {
    private final Versions versions;
    private final Floors floors;
    private final List<Fault> faults;

    ReadCheck(Versions versions, Floors floors, List<Fault> faults) {
        this.versions = versions;
        this.floors = floors;
        this.faults = faults;
    }

    void check(RecordedHistory history) {
        for (Operation operation : history.operations()) {
            Floors.Point floor = floors.before(operation.begun());
            switch (operation.answer()) {
                case Answer.Found(Seen seen) -> checkSeen(operation, seen, floor);
                case Answer.Conflict(Seen seen) -> checkSeen(operation, seen, floor);
                case Answer.Missing _ -> checkAbsence(operation, floor);
                case Answer.Listed(List<Seen> entries, long revision, var _) -> {
                    checkStand(operation, revision, floor);
                    entries.forEach(seen -> checkBegun(operation, seen));
                }
                case Answer.At(long revision) -> checkStand(operation, revision, floor);
                case Answer.Done _, Answer.Unknown _, Answer.NotDone _ -> {
                    // These read nothing.
                }
            }
        }
    }

    private void checkStand(Operation operation, long revision, Floors.Point floor) {
        if (revision < floor.revision()) {
            faults.add(Fault.of(
                    Fault.Kind.STALE_READ,
                    "a read stood at revision " + revision + ", but " + floor.revision() + " was known before it began",
                    operation,
                    floor.from()));
        }
    }

    private void checkSeen(Operation operation, Seen seen, Floors.Point floor) {
        checkBegun(operation, seen);
        Optional<Version> next = versions.after(seen.key(), seen.modified());
        if (next.isPresent() && next.get().revision() <= floor.revision()) {
            faults.add(Fault.of(
                    Fault.Kind.STALE_READ,
                    seen.key() + " was read as of revision " + seen.modified() + ", but it was written at "
                            + next.get().revision() + " and revision " + floor.revision()
                            + " was known before the read began",
                    operation,
                    next.get().writer(),
                    floor.from()));
        }
        versions.at(seen.key(), seen.modified()).ifPresent(version -> {
            // A write of unknown end that was covered before anybody saw it may have made the key.
            if (seen.created() != versions.created(version) && !versions.mayHaveChangedUnseen(seen.key())) {
                faults.add(Fault.of(
                        Fault.Kind.INVENTED,
                        seen.key() + " was read as made at " + seen.created() + ", but it was at "
                                + versions.created(version),
                        operation));
            }
        });
    }

    private void checkBegun(Operation operation, Seen seen) {
        versions.at(seen.key(), seen.modified()).ifPresent(version -> {
            if (version.writer().begun() > operation.ended()) {
                faults.add(Fault.of(
                        Fault.Kind.FROM_THE_FUTURE,
                        seen.key() + " was read before anybody began to write it",
                        operation,
                        version.writer()));
            }
        });
    }

    private void checkAbsence(Operation operation, Floors.Point floor) {
        String key = switch (operation.call()) {
            case Call.Find(String found) -> found;
            case Writing writing -> writing.key();
            case Call.Range _, Call.Stand _ -> throw new IllegalStateException("not of one key");
        };
        Optional<Version> standing = versions.asOf(key, floor.revision()).filter(version -> !version.isDeletion());
        boolean mayBeGone = standing.isEmpty()
                || versions.chain(key).tailMap(floor.revision(), false).values().stream()
                        .anyMatch(later -> later.isDeletion() && later.writer().begun() < operation.ended())
                || versions.looseDeletion(key, standing.get().revision(), operation.ended())
                        .isPresent();
        if (!mayBeGone) {
            faults.add(Fault.of(
                    Fault.Kind.LOST_WRITE,
                    key + " was not there, but it was written at revision "
                            + standing.get().revision() + " and revision " + floor.revision()
                            + " was known before the read began",
                    operation,
                    standing.get().writer(),
                    floor.from()));
        }
    }
}
