// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.sync;

import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import java.util.List;
import java.util.Map;

/// Takes what a node has to tell.
@FunctionalInterface
public interface UpstreamSink {
    /// Applies messages in order, each once whatever is sent again; up to which number of each class they are
    /// applied or will never be.
    ///
    /// @param incarnation which sequence of numbers these are of
    /// @throws dev.skerry.foundation.lifecycle.TransientException if they cannot be applied now; the node will
    ///     send them again
    Map<MessageClass, Long> apply(long incarnation, List<Message> messages) throws InterruptedException;
}
