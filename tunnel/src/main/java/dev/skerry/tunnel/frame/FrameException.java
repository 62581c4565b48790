// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

/// Bytes that are no frame, a frame at the wrong time, or one over its budget. The connection it came on
/// cannot be trusted any more and ends.
public final class FrameException extends RuntimeException {
    public FrameException(String message) {
        super(message);
    }
}
