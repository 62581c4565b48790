// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import java.util.List;
import java.util.Optional;

/// Each write of a key stands on the one that it expected, and none has a revision that was over when it began.
final class WriteCheck {
    private final Versions versions;
    private final Floors floors;
    private final List<Fault> faults;

    WriteCheck(Versions versions, Floors floors, List<Fault> faults) {
        this.versions = versions;
        this.floors = floors;
        this.faults = faults;
    }

    void check(RecordedHistory history) {
        for (String key : versions.keys()) {
            versions.chain(key).values().forEach(this::checkChain);
        }
        for (Operation operation : history.operations()) {
            versions.of(operation).ifPresent(this::checkOrder);
            checkRefusal(operation);
        }
    }

    private void checkOrder(Version version) {
        Floors.Point floor = floors.before(version.writer().begun());
        if (version.revision() <= floor.revision()) {
            faults.add(Fault.of(
                    Fault.Kind.OUT_OF_ORDER,
                    "a write got revision " + version.revision() + ", but " + floor.revision()
                            + " was known before it began",
                    version.writer(),
                    floor.from()));
        }
    }

    private void checkChain(Version version) {
        Optional<Version> standing = versions.before(version.key(), version.revision());
        Optional<Version> live = standing.filter(before -> !before.isDeletion());
        boolean fits = switch (version.writer().call()) {
            case Call.Create _ -> live.isEmpty() || wasDeletedUnseen(live.get(), version);
            case Call.Update(var _, var _, long expected) ->
                live.map(Version::revision).equals(Optional.of(expected));
            case Call.Delete(var _, long expected) ->
                live.map(Version::revision).equals(Optional.of(expected));
            case Call.Remove _ -> live.isPresent();
            case Call.Put _ -> true;
            case Call.Find _, Call.Range _, Call.Stand _ -> throw new IllegalStateException("not a write");
        };
        if (!fits) {
            faults.add(Fault.of(
                    Fault.Kind.LOST_UPDATE,
                    "a write was done at revision " + version.revision() + " on top of what it did not expect",
                    version.writer(),
                    standing.<Object>map(Version::writer).orElse("nothing stood at " + version.key())));
        }
    }

    private boolean wasDeletedUnseen(Version standing, Version next) {
        Optional<Operation> deletion = versions.looseDeletion(
                standing.key(), standing.revision(), next.writer().ended());
        deletion.ifPresent(versions::use);
        return deletion.isPresent();
    }

    private void checkRefusal(Operation operation) {
        if (!(operation.answer() instanceof Answer.Conflict(Operation.Seen current))) {
            return;
        }
        boolean isRight = switch (operation.call()) {
            case Call.Create _ -> true;
            case Call.Update(var _, var _, long expected) -> expected != current.modified();
            case Call.Delete(var _, long expected) -> expected != current.modified();
            case Call.Put _, Call.Remove _, Call.Find _, Call.Range _, Call.Stand _ -> false;
        };
        if (!isRight) {
            faults.add(Fault.of(
                    Fault.Kind.WRONG_REFUSAL, "a write was refused though what it expected was there", operation));
        }
    }
}
