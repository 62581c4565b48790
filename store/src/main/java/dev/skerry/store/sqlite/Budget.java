// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.store.StoreFullException;
import dev.skerry.store.engine.WriteRule.Decision;
import java.util.Optional;

/// What a database may take of the disk. When that is used up but for a reserve, what would make the store larger is
/// refused; deletions go on, and writes over something that is no smaller, such as heartbeats. SQLite does not give
/// space back to the disk but uses it again, so the file stays within the budget and a deletion makes room.
final class Budget {
    /// For what goes on when the budget is used up: changes are remembered, the log is moved.
    private static final int RESERVE_PART = 16;

    private final Connection connection;
    private final WriteAheadLog log;
    private final long bytesMax;
    private final long pageBytes;

    Budget(Connection connection, WriteAheadLog log, long bytesMax) {
        this.connection = connection;
        this.log = log;
        this.bytesMax = bytesMax;
        this.pageBytes = connection.number("PRAGMA page_size");
        if (isLimited()) {
            // SQLite never takes more, whatever one commit brings.
            connection.execute("PRAGMA max_page_count=" + Math.max(1, bytesMax / pageBytes));
        }
    }

    private boolean isLimited() {
        return bytesMax != Long.MAX_VALUE;
    }

    /// Whether only the reserve is left.
    boolean isUsedUp() {
        if (!isLimited()) {
            return false;
        }
        long reserve = bytesMax / RESERVE_PART;
        long taken = number("PRAGMA page_count") * pageBytes + log.room();
        return taken + reserve > bytesMax && number("PRAGMA freelist_count") * pageBytes < reserve;
    }

    /// Refuses what makes the store larger.
    ///
    /// @param lengthBefore of the value that stands there; empty if there is none
    /// @throws StoreFullException if the write is not done
    void require(Decision decision, Optional<Integer> lengthBefore) {
        boolean grows = decision instanceof Decision.Keep(var entry)
                && (lengthBefore.isEmpty() || entry.value().length > lengthBefore.get());
        if (grows) {
            throw new StoreFullException(
                    "the budget of " + (bytesMax >> 20) + " MiB for " + connection.file()
                            + " is used up: delete something or raise it; nothing was written, reading and"
                            + " deleting go on",
                    new IllegalStateException("budget"));
        }
    }

    private long number(String pragma) {
        Statement statement = connection.statement(pragma);
        statement.step();
        long number = statement.number(0);
        statement.reset();
        return number;
    }
}
