// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.stream;

import java.io.IOException;

/// Serves the streams that the other end opens, each on a virtual thread of its own.
@FunctionalInterface
public interface StreamHandler {
    /// Serves one stream; it is closed when this returns.
    ///
    /// @param request what the other end wants, as it sent it: not to be trusted
    /// @throws IOException to break the stream off; the message goes to the other end
    void serve(byte[] request, TunnelStream stream) throws IOException, InterruptedException;
}
