// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;

/// Writes trees in one encoding.
public interface TreeCodec {
    String contentType();

    byte[] write(JsonObject tree);

    /// Writes a list element by element.
    ///
    /// @param head what stands before its elements; not empty
    void writeList(JsonObject head, ListElements elements, OutputStream out) throws IOException;

    /// One event as the stream of a watch carries it.
    byte[] writeEvent(String type, JsonObject tree);
}
