// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.nio.charset.StandardCharsets;

/// How a command ended, as the node tells it.
@SuppressWarnings("ArrayRecordComponent")
record ExitStatus(byte[] text) {
    /// What old clients are told in place of the object: nothing if all went well.
    byte[] words() {
        JsonObject status;
        try {
            status = JsonReader.read(text).object();
        } catch (JsonException _) {
            // An agent that sends words already: pass them on.
            return text;
        }
        return status.at("status").text().equals("Success")
                ? new byte[0]
                : status.at("message").text().getBytes(StandardCharsets.UTF_8);
    }
}
