// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.edge.sync.UpstreamSink;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A planted bug: acknowledges at once, and applies when the next messages come.
final class Hasty implements UpstreamSink {
    private final UpstreamSink honest;
    private final List<Message> late = new ArrayList<>();

    Hasty(UpstreamSink honest) {
        this.honest = honest;
    }

    @Override
    public Map<MessageClass, Long> apply(long incarnation, List<Message> messages) throws InterruptedException {
        honest.apply(incarnation, List.copyOf(late));
        late.clear();
        late.addAll(messages);
        var done = new EnumMap<MessageClass, Long>(MessageClass.class);
        messages.forEach(message -> done.put(message.urgency(), message.sequence()));
        return done;
    }
}
