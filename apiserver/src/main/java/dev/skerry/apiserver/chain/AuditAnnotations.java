// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import java.util.LinkedHashMap;
import java.util.Map;

/// Facts about a request that whatever handled it leaves for the audit log. Belongs to one request.
public final class AuditAnnotations {
    /// A policy writes its own texts here, so that their number and size need an end.
    private static final int ENTRIES_MAX = 64;

    private static final int LENGTH_MAX = 10 * 1024;

    private final Map<String, String> entries = new LinkedHashMap<>();

    /// The first value of a key stays.
    public synchronized void put(String key, String value) {
        if (entries.size() < ENTRIES_MAX) {
            entries.putIfAbsent(key, value.length() > LENGTH_MAX ? value.substring(0, LENGTH_MAX) : value);
        }
    }

    public synchronized Map<String, String> entries() {
        return Map.copyOf(entries);
    }
}
