// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;

/// Every form but plain JSON: objects are read into trees, shaped, and written by a codec.
///
/// @param kind of one object, `listKind` of a list of them, as they are shaped
/// @param shape what is shown of an object
record TreeEncoder(
        ServedResource resource,
        TreeCodec codec,
        String kind,
        String listKind,
        String apiVersion,
        Function<KubeObject, JsonObject> shape)
        implements ObjectEncoder {

    @Override
    public String contentType() {
        return codec.contentType();
    }

    @Override
    public byte[] object(StoredObject stored) {
        return codec.write(shaped(stored));
    }

    @Override
    public byte[] list(Listing listing) {
        return codec.write(elements(listing).in(head(listing)));
    }

    @Override
    public void writeList(Listing listing, OutputStream out) throws IOException {
        codec.writeList(head(listing), elements(listing), out);
    }

    @Override
    public byte[] event(ObjectEvent event) {
        return codec.writeEvent(event.type().name(), shaped(event.object()));
    }

    @Override
    public byte[] bookmark(long revision, boolean endsInitialEvents) {
        return codec.writeEvent(
                "BOOKMARK",
                JsonObject.of(
                        "kind",
                        kind,
                        "apiVersion",
                        apiVersion,
                        "metadata",
                        Bookmarks.metadata(revision, endsInitialEvents)));
    }

    @Override
    public byte[] error(JsonObject status) {
        return codec.writeEvent("ERROR", status);
    }

    private JsonObject head(Listing listing) {
        return ListHead.of(listKind, apiVersion, listing);
    }

    private ListElements elements(Listing listing) {
        return ListElements.of("items", listing, this::shaped);
    }

    private JsonObject shaped(StoredObject stored) {
        return shape.apply(resource.rules().converted(stored.object()));
    }
}
