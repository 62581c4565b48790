// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.upstream;

import dev.skerry.api.edge.NodeMessage;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.sync.UpstreamSink;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Applies the messages of nodes, each as the node that sent it, so that the authorizer for nodes and node
/// restriction hold for everything a node does.
///
/// Once per (node, incarnation, class, sequence): what is sent again within the life of this process is
/// skipped by its number. What is sent again to another process is applied again and changes nothing: a
/// status is compared with what is there and is about one uid; an Event has its own name for ever; a pod is
/// deleted by its uid. Nothing goes backwards either, because the node keeps only the latest status of each
/// object: an older one that was replaced is not sent again.
///
/// A message that the API refuses for good is dropped, counted and logged: it must not hold up the others.
public final class UpstreamApplier {
    private static final Log LOG = Log.of("edge.upstream");

    private final Function<String, KubeClient> clientAs;
    private final KubeClient system;
    private final AppliedSequences sequences;
    private final Metrics metrics;

    /// @param clientAs the API as the node with this name sees it
    /// @param system the API as this server sees it, for what a node may not do itself
    public UpstreamApplier(
            Function<String, KubeClient> clientAs, KubeClient system, AppliedSequences sequences, Metrics metrics) {
        this.clientAs = clientAs;
        this.system = system;
        this.sequences = sequences;
        this.metrics = metrics;
    }

    /// The end of this for one node's connection.
    public UpstreamSink sink(String node) {
        return (incarnation, messages) -> apply(node, incarnation, messages);
    }

    private Map<MessageClass, Long> apply(String node, long incarnation, List<Message> messages) {
        var done = new EnumMap<MessageClass, Long>(MessageClass.class);
        var reports = new NodeReports(node, clientAs.apply(node), system);
        for (Message message : messages) {
            if (sequences.isNew(node, incarnation, message.urgency(), message.sequence())) {
                apply(reports, node, message);
                sequences.applied(node, incarnation, message.urgency(), message.sequence());
            }
            done.put(message.urgency(), message.sequence());
        }
        return done;
    }

    private void apply(NodeReports reports, String node, Message message) {
        try {
            String refusal = reports.apply(NodeMessage.read(message.payload()));
            count(message, refusal.isEmpty() ? "applied" : "refused");
            if (!refusal.isEmpty()) {
                LOG.warn("a node's message was refused", "node", node, "class", message.urgency(), "why", refusal);
            }
        } catch (IllegalArgumentException malformed) {
            count(message, "malformed");
            LOG.warn("a node's message makes no sense", "node", node, "why", malformed.getMessage());
        }
    }

    private void count(Message message, String outcome) {
        metrics.increment(
                "skerry_edge_messages_total",
                "Messages of nodes, by what became of them.",
                "class",
                message.urgency().name(),
                "outcome",
                outcome);
    }
}
