// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.foundation.json.JsonObject;

/// Writes trees in one encoding.
public interface TreeCodec {
    String contentType();

    byte[] write(JsonObject tree);

    /// One event as the stream of a watch carries it.
    byte[] writeEvent(String type, JsonObject tree);
}
