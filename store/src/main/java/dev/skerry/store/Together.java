// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import java.util.List;

/// What became of writes of which all were to be done or none.
public sealed interface Together {
    /// All are written, and on disk.
    ///
    /// @param revision of the last one
    record Done(Revision revision) implements Together {}

    /// None is written.
    ///
    /// @param write the first one that could not be
    /// @param why [Update.Conflict] or [Update.Missing]
    record Refused(Write write, Update why) implements Together {}

    /// @param writes what was asked for
    /// @param answers to all of them, if all are done; else to the first ones, up to that which was refused
    static Together of(List<Write> writes, List<Update> answers) {
        return answers.getLast() instanceof Update.Done(Revision revision)
                ? new Done(revision)
                : new Refused(writes.get(answers.size() - 1), answers.getLast());
    }
}
