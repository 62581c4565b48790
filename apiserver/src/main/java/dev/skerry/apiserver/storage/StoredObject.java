// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An object as it stands in the store: its bytes, and the revision that wrote them. The bytes do not
/// carry the resourceVersion (they are written before it is known); it is put in when they go out, without
/// taking the text apart. An object that has been here for a while is packed, and unpacked for each reader.
public final class StoredObject {
    private static final byte[] API_VERSION = "{\"apiVersion\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.UTF_8);

    private final ObjectName name;
    private final String apiVersion;
    private final long revision;
    private final int splice;
    private volatile Content content;

    /// The tree is kept only as long as memory is plenty: many watchers with selectors look at one event
    /// within moments, and nobody after that.
    private volatile @Nullable WeakReference<KubeObject> tree;

    /// What watchers were told of it, kept as long as the tree is, and for the same reason.
    private volatile @Nullable WeakReference<Told> told;

    @SuppressWarnings("ArrayRecordComponent")
    private sealed interface Content {
        record Plain(byte[] bytes) implements Content {}

        record Packed(byte[] bytes, int length, Dictionary dictionary) implements Content {}
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Told(String how, byte[] text) {}

    StoredObject(ObjectName name, byte[] bytes, long revision) {
        this(name, apiVersionOf(bytes), revision, spliceOf(bytes), new Content.Plain(bytes));
    }

    private StoredObject(ObjectName name, String apiVersion, long revision, int splice, Content content) {
        this.name = name;
        this.apiVersion = apiVersion;
        this.revision = revision;
        this.splice = splice;
        this.content = content;
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

    /// How many bytes its text has.
    public int size() {
        return switch (content) {
            case Content.Plain(byte[] bytes) -> bytes.length;
            case Content.Packed packed -> packed.length();
        };
    }

    /// The text.
    byte[] plain() {
        return switch (content) {
            case Content.Plain(byte[] bytes) -> bytes;
            case Content.Packed(byte[] bytes, int length, Dictionary dictionary) -> dictionary.unpack(bytes, length);
        };
    }

    /// Makes it small. Readers that have its text keep it.
    ///
    /// @return how many bytes it has now
    int pack(Dictionary dictionary) {
        if (content instanceof Content.Packed packed) {
            return packed.bytes().length;
        }
        byte[] bytes = plain();
        byte[] small = dictionary.pack(bytes);
        content = new Content.Packed(small, bytes.length, dictionary);
        tree = null;
        told = null;
        return small.length;
    }

    /// How many bytes it holds in memory, about.
    int held() {
        return switch (content) {
            case Content.Plain(byte[] bytes) -> bytes.length;
            case Content.Packed packed -> packed.bytes().length;
        };
    }

    boolean isPacked() {
        return content instanceof Content.Packed;
    }

    /// The same content as of another revision: what a watcher is told of a deletion.
    StoredObject at(long other) {
        return other == revision ? this : new StoredObject(name, apiVersion, other, splice, content);
    }

    boolean hasSameBytes(byte[] others) {
        return Arrays.equals(plain(), others);
    }

    /// The object with its resourceVersion.
    public KubeObject object() {
        WeakReference<KubeObject> reference = tree;
        KubeObject known = reference == null ? null : reference.get();
        if (known == null) {
            known = versioned(JsonReader.read(plain()).object());
            // Of what is at rest there may be a hundred thousand: not even a reference is kept for each.
            tree = isPacked() ? null : new WeakReference<>(known);
        }
        return known;
    }

    private KubeObject versioned(JsonObject plain) {
        var object = new KubeObject(plain);
        return revision == 0 ? object : object.with(Long.toString(revision), "metadata", "resourceVersion");
    }

    /// Writes the object's JSON, resourceVersion included.
    public void writeTo(OutputStream out) throws IOException {
        byte[] bytes = plain();
        out.write(bytes, 0, splice);
        out.write(writtenRevision());
        out.write(bytes, splice, bytes.length - splice);
    }

    private byte[] writtenRevision() {
        return revision == 0
                ? new byte[0]
                : ("\"resourceVersion\":\"" + revision + "\",").getBytes(StandardCharsets.US_ASCII);
    }

    /// What a watcher is told of the object, written by the first who asks. Nobody may change the bytes.
    ///
    /// @param how tells the texts about one object apart
    public byte[] told(String how, Supplier<byte[]> writing) {
        WeakReference<Told> reference = told;
        Told known = reference == null ? null : reference.get();
        if (known == null || !known.how().equals(how)) {
            known = new Told(how, writing.get());
            told = isPacked() ? null : new WeakReference<>(known);
        }
        return known.text();
    }

    /// The object's JSON, resourceVersion included.
    public byte[] json() {
        byte[] bytes = plain();
        byte[] written = writtenRevision();
        return ByteBuffer.allocate(bytes.length + written.length)
                .put(bytes, 0, splice)
                .put(written)
                .put(bytes, splice, bytes.length - splice)
                .array();
    }

    /// Whether the stored text has this apiVersion, so that it can go out as it is.
    public boolean isStoredAs(String version) {
        return apiVersion.equals(version);
    }

    /// What stands first in the text, since [StoredForm] wrote it so. A resource's objects share it.
    private static String apiVersionOf(byte[] bytes) {
        int from = API_VERSION.length;
        if (bytes.length < from || !Arrays.equals(bytes, 0, from, API_VERSION, 0, from)) {
            throw new IllegalArgumentException("a stored object without apiVersion at its start");
        }
        int to = from;
        while (to < bytes.length && bytes[to] != '"') {
            to++;
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8).intern();
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
