// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.ObjectEvent;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;

/// Writes stored objects in one form for one kind. Made for one request; a watch uses it for every event.
public interface ObjectEncoder {
    String contentType();

    byte[] object(StoredObject stored);

    byte[] list(Listing listing);

    /// Whether objects are shown as they are, and not as rows or in part.
    default boolean showsWholeObjects() {
        return false;
    }

    /// Writes a list piece by piece, and holds one object at a time. Never laid out for people: nobody reads a list
    /// that is so long that it must be written so.
    void writeList(Listing listing, OutputStream out) throws IOException;

    /// One event as the stream of a watch carries it.
    byte[] event(ObjectEvent event);

    /// An event that only tells a resourceVersion.
    ///
    /// @param endsInitialEvents whether this is the mark behind the objects that a watch began with
    byte[] bookmark(long revision, boolean endsInitialEvents);

    /// The last event of a watch that cannot go on.
    byte[] error(JsonObject status);
}
