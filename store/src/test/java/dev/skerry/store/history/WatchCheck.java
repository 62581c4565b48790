// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.WatchRecord.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A watch tells every change once, in order, as it was written, and is never behind what a writer was
/// answered: one watch may be behind another, or behind a read.
final class WatchCheck {
    private final Versions versions;
    private final Map<String, Floors> floors;
    private final Watching watching;
    private final List<Fault> faults;

    WatchCheck(Versions versions, Map<String, Floors> floors, Watching watching, List<Fault> faults) {
        this.versions = versions;
        this.floors = floors;
        this.watching = watching;
        this.faults = faults;
    }

    void check(RecordedHistory history) {
        for (WatchRecord watch : history.watches()) {
            checkOrder(watch);
            checkWhole(watch);
        }
    }

    private void checkOrder(WatchRecord watch) {
        long upTo = watch.after();
        Set<String> atUpTo = new HashSet<>();
        for (Event event : watch.events()) {
            switch (event) {
                case Event.Told told -> {
                    boolean isNext = told.revision() > upTo || (told.revision() == upTo && !atUpTo.isEmpty());
                    if (told.revision() > upTo) {
                        atUpTo.clear();
                    }
                    // The writes of one commit may share a revision, but not a key.
                    if (!isNext || !atUpTo.add(told.key())) {
                        faults.add(Fault.of(
                                Fault.Kind.WATCH_REPEATED,
                                watch + " told " + told.key() + " at revision " + told.revision()
                                        + " when it had told everything up to " + upTo,
                                told));
                    }
                    requirePrefix(watch, told);
                    upTo = Math.max(upTo, told.revision());
                }
                case Event.Quiet quiet -> {
                    checkPunctual(watch, quiet);
                    if (quiet.upTo() > upTo) {
                        atUpTo.clear();
                    }
                    upTo = Math.max(upTo, quiet.upTo());
                }
                case Event.Lost _ -> {
                    // It says so; whoever needs the rest begins again.
                }
            }
        }
    }

    private void requirePrefix(WatchRecord watch, Event.Told told) {
        if (!told.key().startsWith(watch.prefix())) {
            faults.add(Fault.of(Fault.Kind.INVENTED, watch + " told of " + told.key(), told));
        }
    }

    private void checkPunctual(WatchRecord watch, Event.Quiet quiet) {
        Floors own = floors.get(Floors.storeOf(watch.reader()));
        if (own == null) {
            return;
        }
        Floors.Point floor = own.before(quiet.begun());
        if (quiet.upTo() < floor.revision()) {
            faults.add(Fault.of(
                    Fault.Kind.WATCH_LATE,
                    watch + " was quiet at revision " + quiet.upTo() + ", but " + floor.revision()
                            + " was known before",
                    quiet,
                    floor.from()));
        }
    }

    private void checkWhole(WatchRecord watch) {
        Set<String> told = new HashSet<>();
        for (Event event : watch.events()) {
            if (event instanceof Event.Told one) {
                told.add(one.revision() + one.key());
            }
        }
        var missed = new ArrayList<Version>();
        for (String key : versions.keys()) {
            if (key.startsWith(watch.prefix())) {
                versions.chain(key).subMap(watch.after(), false, watch.toldUpTo(), true).values().stream()
                        .filter(version -> !told.contains(version.revision() + key))
                        .filter(version -> !mayBeLeftOut(watch, version))
                        .forEach(missed::add);
            }
        }
        for (Version version : missed) {
            faults.add(Fault.of(
                    Fault.Kind.WATCH_MISSED,
                    watch + " told everything up to " + watch.toldUpTo() + " but not " + version.key() + " at revision "
                            + version.revision(),
                    version.writer()));
        }
    }

    /// What was covered since, if it was past when the watch was opened, or of others.
    private boolean mayBeLeftOut(WatchRecord watch, Version version) {
        boolean isOfOthers = !(version.writer().answer() instanceof Operation.Answer.Done)
                || !Floors.storeOf(version.writer().client()).equals(Floors.storeOf(watch.reader()));
        boolean mayBe = version.revision() <= watch.openedBy() || (watching == Watching.LATEST_OF_OTHERS && isOfOthers);
        return mayBe && versions.after(version.key(), version.revision()).isPresent();
    }
}
