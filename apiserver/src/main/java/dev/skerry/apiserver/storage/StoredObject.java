// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An object as it stands in the store: its bytes, and the revision that wrote them. The bytes do not
/// carry the resourceVersion (they are written before it is known); it is put in when they go out, without
/// taking the text apart.
public final class StoredObject {
    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.UTF_8);

    private final ObjectName name;
    private final byte[] bytes;
    private final long revision;
    private final int splice;

    /// The tree is kept only as long as memory is plenty: many watchers with selectors look at one event
    /// within moments, and nobody after that.
    private volatile WeakReference<@Nullable KubeObject> tree = new WeakReference<>(null);

    /// What watchers were told of it, kept as long as the tree is, and for the same reason.
    private volatile WeakReference<@Nullable Told> told = new WeakReference<>(null);

    @SuppressWarnings("ArrayRecordComponent")
    private record Told(String how, byte[] text) {}

    StoredObject(ObjectName name, byte[] bytes, long revision) {
        this.name = name;
        this.bytes = bytes;
        this.revision = revision;
        this.splice = spliceOf(bytes);
    }

    /// An object in the form of a stored one.
    ///
    /// @param revision 0 for one that is not stored, and goes out without a resourceVersion
    public static StoredObject of(KubeObject object, long revision) {
        return of(object.objectName(), StoredForm.of(object), revision);
    }

    /// An object that was written in this process just now: who reads it next need not take it apart.
    static StoredObject of(ObjectName name, StoredForm form, long revision) {
        var stored = new StoredObject(name, form.bytes(), revision);
        stored.tree = new WeakReference<>(stored.versioned(form.tree()));
        return stored;
    }

    public ObjectName name() {
        return name;
    }

    /// The resourceVersion.
    public long revision() {
        return revision;
    }

    /// How many bytes it holds in memory, about.
    public int size() {
        return bytes.length;
    }

    /// The same content as of another revision: what a watcher is told of a deletion.
    StoredObject at(long other) {
        return other == revision ? this : new StoredObject(name, bytes, other);
    }

    boolean hasSameBytes(byte[] others) {
        return Arrays.equals(bytes, others);
    }

    /// The object with its resourceVersion.
    public KubeObject object() {
        KubeObject known = tree.get();
        if (known == null) {
            known = versioned(JsonReader.read(bytes).object());
            tree = new WeakReference<>(known);
        }
        return known;
    }

    private KubeObject versioned(JsonObject plain) {
        var object = new KubeObject(plain);
        return revision == 0 ? object : object.with(Long.toString(revision), "metadata", "resourceVersion");
    }

    /// Writes the object's JSON, resourceVersion included.
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, splice);
        if (revision > 0) {
            out.write(("\"resourceVersion\":\"" + revision + "\",").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(bytes, splice, bytes.length - splice);
    }

    /// What a watcher is told of the object, written by the first who asks. Nobody may change the bytes.
    ///
    /// @param how tells the texts about one object apart
    public byte[] told(String how, Supplier<byte[]> writing) {
        Told known = told.get();
        if (known == null || !known.how().equals(how)) {
            known = new Told(how, writing.get());
            told = new WeakReference<>(known);
        }
        return known.text();
    }

    /// The object's JSON, resourceVersion included.
    public byte[] json() {
        var out = new ByteArrayOutputStream(bytes.length + 40);
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    /// Whether the stored text begins with this apiVersion, so that it can go out as it is.
    public boolean isStoredAs(String apiVersion) {
        byte[] start = ("{\"apiVersion\":\"" + apiVersion + "\"").getBytes(StandardCharsets.UTF_8);
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    /// Behind the brace that opens the metadata. It stands near the start, behind two strings that cannot
    /// contain the same text, since [StoredForm] wrote it so.
    private static int spliceOf(byte[] bytes) {
        int last = Math.min(bytes.length, 1024) - METADATA.length;
        for (int i = 0; i <= last; i++) {
            if (Arrays.equals(bytes, i, i + METADATA.length, METADATA, 0, METADATA.length)) {
                return i + METADATA.length;
            }
        }
        throw new IllegalArgumentException("a stored object without metadata at its start");
    }
}
