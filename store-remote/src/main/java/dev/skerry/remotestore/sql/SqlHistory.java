// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.CompactedException;
import dev.skerry.store.Revision;
import dev.skerry.store.engine.History;

/// The log of changes joined with the current values.
final class SqlHistory implements History {
    private final Readers readers;

    SqlHistory(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Part read(String prefix, Revision after, Revision upTo) {
        News news = readers.read(connection -> Queries.news(connection, prefix, after, upTo));
        Revision compacted = news.horizon().compacted();
        if (compacted.isAfter(after)) {
            throw new CompactedException(after, compacted);
        }
        return new Part(news.changes(), news.isWhole() ? upTo : news.upTo());
    }
}
