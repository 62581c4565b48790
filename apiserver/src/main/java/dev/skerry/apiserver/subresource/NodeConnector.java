// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.foundation.json.JsonObject;
import java.io.InputStream;
import java.io.OutputStream;

/// Reaches the agent of a node, for logs, exec and port-forward. The server never dials a node: the stream rides on the
/// connection that the node holds.
///
/// The request is one of
///
/// ```json
/// {"kind":"logs","namespace":"d","pod":"p","uid":"u","container":"c","follow":false,"previous":false,
///  "timestamps":false,"tailLines":10,"sinceSeconds":60,"sinceTime":"…","limitBytes":1000}
/// {"kind":"exec","namespace":"d","pod":"p","uid":"u","container":"c","command":["sh"],
///  "stdin":true,"stdout":true,"stderr":true,"tty":false}
/// {"kind":"attach", … as exec without command}
/// {"kind":"port-forward","namespace":"d","pod":"p","uid":"u","port":8080}
/// {"kind":"document","path":"/pods"}
/// ```
///
/// (optional numbers are left out). Then both sides send frames: one byte of channel, four bytes of
/// length (big endian, at most 65,536), the data. Channels are those of Kubernetes' remote command
/// protocol, version 5: 0 stdin, 1 stdout, 2 stderr, 3 error (one `Status` object, the last frame from
/// the node), 4 resize (`{"Width":80,"Height":24}`), 255 close (data: the channel that is closed). Logs
/// come on channel 1. A port-forward is one TCP connection: 0 to the pod, 1 from it. A
/// document comes on channel 1, after one frame on channel 5 (`{"contentType":"text/plain"}`).
public interface NodeConnector {
    /// An open stream to a node's agent.
    interface NodeStream extends AutoCloseable {
        InputStream input();

        OutputStream output();

        @Override
        void close();
    }

    /// @throws dev.skerry.api.meta.StatusException 503 if the node is not connected now
    NodeStream open(String node, JsonObject request) throws InterruptedException;
}
