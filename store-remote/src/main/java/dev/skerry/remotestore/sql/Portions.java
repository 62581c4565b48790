// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Write;
import dev.skerry.store.engine.Request;
import java.util.ArrayList;
import java.util.List;

/// Cuts what waits into transactions of a size that every engine takes. Pure. A request is never cut.
final class Portions {
    private static final int WRITES_MAX = 1_000;

    /// A quarter of what MariaDB takes in a packet: what is not text takes more there than here.
    private static final long BYTES_MAX = 4 << 20;

    private Portions() {}

    static List<List<Request>> of(List<Request> waiting) {
        var portions = new ArrayList<List<Request>>();
        var portion = new ArrayList<Request>();
        int writes = 0;
        long bytes = 0;
        for (Request request : waiting) {
            long size = request.writes().stream().mapToLong(Portions::size).sum();
            boolean isFull = writes + request.writes().size() > WRITES_MAX || bytes + size > BYTES_MAX;
            if (isFull && !portion.isEmpty()) {
                portions.add(List.copyOf(portion));
                portion.clear();
                writes = 0;
                bytes = 0;
            }
            portion.add(request);
            writes += request.writes().size();
            bytes += size;
        }
        portions.add(List.copyOf(portion));
        return portions;
    }

    private static long size(Write write) {
        return switch (write) {
            case Write.Create(var _, byte[] value) -> value.length;
            case Write.UpdateAt(var _, byte[] value, var _) -> value.length;
            case Write.Put(var _, byte[] value) -> value.length;
            case Write.DeleteAt _, Write.Remove _ -> 0;
        };
    }
}
