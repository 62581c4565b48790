// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Serves what the server asks of a node over a stream: logs, exec, attach.
@FunctionalInterface
public interface NodeService {
    /// Serves one stream; it is closed when this returns.
    ///
    /// @param request what is wanted, as `kind` says; checked by the server already, and to be checked again
    /// @throws IOException to break the stream off; the message goes to the server
    void serve(JsonObject request, InputStream in, OutputStream out) throws IOException, InterruptedException;
}
