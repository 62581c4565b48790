// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.store.ForwardingStore;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.util.List;

/// A planted bug: a disk on which nothing below one prefix is ever written together with the rest.
final class Forgetful extends ForwardingStore {
    private final String forgotten;

    /// @param forgotten the prefix
    Forgetful(Store disk, String forgotten) {
        super(disk);
        this.forgotten = forgotten;
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        return super.writeAll(remembered(writes));
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        return super.writeTogether(remembered(writes));
    }

    private List<Write> remembered(List<Write> writes) {
        return writes.stream()
                .filter(write -> !write.key().text().startsWith(forgotten))
                .toList();
    }
}
