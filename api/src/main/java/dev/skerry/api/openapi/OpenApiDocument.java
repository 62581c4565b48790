// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A finished document. It is kept compressed, as most clients take it: a tenth of its size.
public final class OpenApiDocument {
    private final byte[] compressed;
    private final String hash;

    private OpenApiDocument(byte[] compressed, String hash) {
        this.compressed = compressed;
        this.hash = hash;
    }

    public static OpenApiDocument of(JsonObject document) {
        byte[] json = JsonWriter.writeBytes(document);
        var buffer = new ByteArrayOutputStream(json.length / 8 + 64);
        try (var gzip = new GZIPOutputStream(buffer)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compress a document in memory", e);
        }
        return new OpenApiDocument(buffer.toByteArray(), sha512(json));
    }

    /// The document in gzip's form.
    public byte[] gzip() {
        return compressed.clone();
    }

    /// The document as JSON text.
    public byte[] json() {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot expand a document in memory", e);
        }
    }

    /// The SHA-512 of the JSON text in upper-case hexadecimal digits: changes when the document does.
    public String hash() {
        return hash;
    }

    private static String sha512(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
