// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/// Upstream's objects of every built-in kind. Where they are from stands in `kinds.origin.txt` beside the archive.
public final class KindFiles {
    private KindFiles() {}

    /// What is in the files of the archive, by their names: `filled/apps.v1.Deployment.json`.
    public static Map<String, byte[]> byName() {
        var files = new TreeMap<String, byte[]>();
        try (var in = new ZipInputStream(
                new GZIPInputStream(KindFiles.class.getResourceAsStream("kinds.zip.gz")), StandardCharsets.UTF_8)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the archive of objects", e);
        }
        return files;
    }
}
