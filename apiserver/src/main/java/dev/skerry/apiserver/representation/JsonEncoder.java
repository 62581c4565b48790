// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Whole objects as JSON: the stored bytes go out as they are, nothing is taken apart, unless the object is
/// asked for in another version than it was stored in.
final class JsonEncoder implements ObjectEncoder {
    private final ServedResource resource;
    private final boolean isPretty;

    JsonEncoder(ServedResource resource, boolean isPretty) {
        this.resource = resource;
        this.isPretty = isPretty;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public byte[] object(StoredObject stored) {
        return laidOut(isSentAsStored(stored) ? stored.json() : converted(stored));
    }

    @Override
    public byte[] list(Listing listing) {
        return laidOut(collect(256 + listing.size(), out -> writeList(listing, out)));
    }

    @Override
    public boolean showsWholeObjects() {
        return true;
    }

    @Override
    public void writeList(Listing listing, OutputStream out) throws IOException {
        var head = ListHead.of(resource.type().listKind(), resource.kind().apiVersion(), listing);
        out.write(opened(head, "items"));
        boolean isFirst = true;
        for (StoredObject item : listing.items()) {
            if (!isFirst) {
                out.write(',');
            }
            isFirst = false;
            write(item, out);
        }
        out.write("]}".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public byte[] event(ObjectEvent event) {
        // However many watch, what they are told is written once.
        return isSentAsStored(event.object())
                ? event.object().told(event.type().name(), () -> written(event))
                : written(event);
    }

    @Override
    public byte[] bookmark(long revision, boolean endsInitialEvents) {
        return line("BOOKMARK", Bookmarks.of(resource.kind(), revision, endsInitialEvents));
    }

    @Override
    public byte[] error(JsonObject status) {
        return line("ERROR", status);
    }

    static byte[] line(String type, JsonObject object) {
        return (JsonWriter.write(JsonObject.of("type", type, "object", object)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// An object up to the first element of the list that stands last in it.
    static byte[] opened(JsonObject head, String field) {
        String text = JsonWriter.write(head);
        return (text.substring(0, text.length() - 1) + ",\"" + field + "\":[").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] written(ObjectEvent event) {
        return collect(event.object().size() + 80, out -> {
            out.write(("{\"type\":\"" + event.type() + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
            write(event.object(), out);
            out.write("}\n".getBytes(StandardCharsets.US_ASCII));
        });
    }

    private boolean isSentAsStored(StoredObject stored) {
        return stored.isStoredAs(resource.kind().apiVersion())
                && !resource.rules().readsDiffer();
    }

    private void write(StoredObject stored, OutputStream out) throws IOException {
        if (isSentAsStored(stored)) {
            stored.writeTo(out);
        } else {
            out.write(converted(stored));
        }
    }

    private byte[] converted(StoredObject stored) {
        KubeObject converted = resource.rules().converted(stored.object());
        return JsonWriter.writeBytes(converted.tree());
    }

    private byte[] laidOut(byte[] json) {
        return isPretty ? JsonWriter.writePretty(JsonReader.read(json)).getBytes(StandardCharsets.UTF_8) : json;
    }

    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private static byte[] collect(int size, Body body) {
        var out = new ByteArrayOutputStream(size);
        try {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }
}
