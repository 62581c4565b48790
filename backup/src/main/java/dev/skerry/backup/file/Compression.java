// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// How backups are made small: Zstandard, or gzip where its library does not load.
enum Compression {
    ZSTD {
        @Override
        OutputStream around(OutputStream out) throws IOException {
            return new ZstdOutputStream(out, LEVEL);
        }

        @Override
        InputStream around(InputStream in) throws IOException {
            return new ZstdInputStream(in);
        }
    },
    GZIP {
        @Override
        OutputStream around(OutputStream out) throws IOException {
            return new GZIPOutputStream(out, 64 << 10);
        }

        @Override
        InputStream around(InputStream in) throws IOException {
            return new GZIPInputStream(in, 64 << 10);
        }
    };

    private static final int LEVEL = 3;

    abstract OutputStream around(OutputStream out) throws IOException;

    abstract InputStream around(InputStream in) throws IOException;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Compression best() {
        try {
            return Zstd.defaultCompressionLevel() > 0 ? ZSTD : GZIP;
        } catch (LinkageError _) {
            // No native library for this processor, or nowhere to unpack it to.
            return GZIP;
        }
    }

    /// @throws BackupDamagedException for a word that is none
    static Compression of(String word) {
        for (Compression known : values()) {
            if (known.word().equals(word)) {
                return known;
            }
        }
        throw new BackupDamagedException("the backup is compressed with \"" + word + "\", which is not known here");
    }
}
