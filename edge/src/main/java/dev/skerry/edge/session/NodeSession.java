// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.session;

import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.tunnel.session.Connection;
import java.util.concurrent.CountDownLatch;

/// One node's connection, from the moment it is allowed in until nothing of it runs any more.
public record NodeSession(String node, NodeConversation conversation, Connection connection, CountDownLatch ended) {
    public NodeSession(String node, NodeConversation conversation, Connection connection) {
        this(node, conversation, connection, new CountDownLatch(1));
    }
}
