// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.TableColumns.Column;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Rows for people. In a watch each event is a table of one row, and only the first one carries the
/// definitions of the columns.
final class TableEncoder implements ObjectEncoder {
    private final ServedResource resource;
    private final TreeCodec codec;
    private final String metaVersion;
    private final Included included;
    private final Instant now;
    private boolean hasToldColumns;

    /// How much of the object goes with its row.
    enum Included {
        NONE,
        METADATA,
        OBJECT;

        static Included of(Request request) {
            return switch (request.parameter("includeObject")) {
                case "None" -> NONE;
                case "Object" -> OBJECT;
                default -> METADATA;
            };
        }
    }

    TableEncoder(ServedResource resource, TreeCodec codec, String metaVersion, Included included, Instant now) {
        this.resource = resource;
        this.codec = codec;
        this.metaVersion = metaVersion;
        this.included = included;
        this.now = now;
    }

    @Override
    public String contentType() {
        return codec.contentType();
    }

    @Override
    public byte[] object(StoredObject stored) {
        var metadata = JsonObject.of("resourceVersion", Long.toString(stored.revision()));
        return codec.write(table(metadata, row(stored), true));
    }

    @Override
    public byte[] list(Listing listing) {
        return codec.write(rows(listing).in(head(ListHead.metadata(listing), true)));
    }

    @Override
    public void writeList(Listing listing, OutputStream out) throws IOException {
        codec.writeList(head(ListHead.metadata(listing), true), rows(listing), out);
    }

    @Override
    public byte[] event(ObjectEvent event) {
        boolean tellsColumns = !hasToldColumns;
        hasToldColumns = true;
        var metadata =
                JsonObject.of("resourceVersion", Long.toString(event.object().revision()));
        return codec.writeEvent(event.type().name(), table(metadata, row(event.object()), tellsColumns));
    }

    @Override
    public byte[] bookmark(long revision, boolean endsInitialEvents) {
        // The row's object carries the mark: a table's own metadata has no annotations.
        var mark = JsonObject.of(
                "kind", "PartialObjectMetadata",
                "apiVersion", apiVersion(),
                "metadata", Bookmarks.metadata(revision, endsInitialEvents));
        var row = JsonObject.of("cells", cellsOfNothing(), "object", mark);
        var metadata = JsonObject.of("resourceVersion", Long.toString(revision));
        return codec.writeEvent("BOOKMARK", table(metadata, row, false));
    }

    @Override
    public byte[] error(JsonObject status) {
        return codec.writeEvent("ERROR", status);
    }

    private ListElements rows(Listing listing) {
        return ListElements.of("rows", listing, this::row);
    }

    private JsonObject table(JsonObject metadata, JsonObject row, boolean tellsColumns) {
        return head(metadata, tellsColumns).with("rows", JsonArray.of(row));
    }

    private JsonObject head(JsonObject metadata, boolean tellsColumns) {
        return JsonObject.of(
                "kind",
                "Table",
                "apiVersion",
                apiVersion(),
                "metadata",
                metadata,
                "columnDefinitions",
                tellsColumns ? definitions() : null);
    }

    private JsonObject row(StoredObject stored) {
        KubeObject object = resource.rules().converted(stored.object());
        var row = JsonObject.builder().put("cells", resource.table().cells(object, now));
        List<JsonObject> conditions = resource.table().conditions(object);
        if (!conditions.isEmpty()) {
            row.put("conditions", conditions);
        }
        switch (included) {
            case NONE -> {}
            case METADATA -> row.put("object", Encoders.partial(object, apiVersion()));
            case OBJECT -> row.put("object", object.tree());
        }
        return row.build();
    }

    private JsonArray definitions() {
        var definitions = new ArrayList<Json>();
        for (Column column : resource.table().columns()) {
            definitions.add(JsonObject.of(
                    "name", column.name(),
                    "type", column.type(),
                    "format", column.format(),
                    "description", column.description(),
                    "priority", column.priority()));
        }
        return new JsonArray(definitions);
    }

    private JsonArray cellsOfNothing() {
        return new JsonArray(
                resource.table().columns().stream().map(_ -> Json.of(null)).toList());
    }

    private String apiVersion() {
        return "meta.k8s.io/" + metaVersion;
    }
}
