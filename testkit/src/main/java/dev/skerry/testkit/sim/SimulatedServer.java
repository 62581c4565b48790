// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.client.KubeClient;
import dev.skerry.client.http.RestClient;
import dev.skerry.edge.interest.ClusterView;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.edge.interest.ResourceFeed;
import dev.skerry.edge.sync.NodeConversation;
import dev.skerry.edge.sync.UpstreamSink;
import dev.skerry.edge.upstream.AppliedSequences;
import dev.skerry.edge.upstream.UpstreamApplier;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.Store;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import dev.skerry.tunnel.profile.LinkProfile;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// One life of the server's process: everything in here is gone with a crash, except the disk.
final class SimulatedServer {
    private static final KeyPair TOKEN_KEY = Keys.generate();

    private final KubeClient admin;
    private final ClusterView view = new ClusterView();
    private final List<ResourceFeed> feeds;
    private final UpstreamApplier applier;
    private final PlantedBug bug;
    private final Map<String, NodeConversation> conversations = new HashMap<>();

    SimulatedServer(Store disk, VirtualClock clock, RandomGenerator random, PlantedBug bug) {
        this.bug = bug;
        var storage = new ObjectStorage(disk);
        var tokens = new ServiceAccountTokens("https://sim", List.of(TOKEN_KEY), clock);
        var access = StandardAccess.build(storage, tokens, Map.of(), clock, random);
        var api = new ApiServer(new ApiServerParts(
                storage,
                access,
                (node, _) -> {
                    throw new StatusException(503, "ServiceUnavailable", node, JsonObject.EMPTY);
                },
                clock,
                random,
                new Metrics()));
        Function<Identity, KubeClient> as = identity -> new StepwiseClient(
                new RestClient(new dev.skerry.testkit.kube.HandlerTransport(api.handlerAs(identity)), "sim"), storage);
        this.admin = as.apply(Identity.of("admin", Identity.GROUP_MASTERS));
        this.applier = new UpstreamApplier(
                node -> as.apply(
                        Identity.of(Identity.NODE_PREFIX + node, Identity.GROUP_NODES, Identity.GROUP_AUTHENTICATED)),
                admin,
                new AppliedSequences(),
                new Metrics());
        this.feeds = NodeResources.IN_ORDER.stream()
                .map(resource -> new ResourceFeed(admin, view, resource, this::tell))
                .toList();
        if (admin.find(NodeResources.SERVICE_ACCOUNTS, new ObjectName("default", "default"))
                .isEmpty()) {
            admin.create(
                    NodeResources.SERVICE_ACCOUNTS,
                    KubeObject.of(GroupVersionKind.of("v1", "ServiceAccount"), new ObjectName("default", "default")));
        }
    }

    KubeClient admin() {
        return admin;
    }

    /// Lets one feed see what has happened.
    boolean look(int feed) throws InterruptedException {
        return feeds.get(feed % feeds.size()).step(Duration.ZERO);
    }

    int feeds() {
        return feeds.size();
    }

    boolean isReady() {
        return view.isComplete();
    }

    NodeConversation accept(String node, LinkProfile profile) {
        var parties = new NodeConversation.Parties(node, "simulated", "sim");
        var conversation = new NodeConversation(parties, view, sink(node), profile, () -> {});
        conversations.put(node, conversation);
        return conversation;
    }

    private void tell(ClusterView.Touched touched) {
        touched.keysByNode().forEach((node, keys) -> {
            NodeConversation conversation = conversations.get(node);
            if (conversation != null) {
                conversation.changed(keys);
            }
        });
    }

    private UpstreamSink sink(String node) {
        UpstreamSink honest = applier.sink(node);
        return bug == PlantedBug.SERVER_ACKNOWLEDGES_EARLY ? new Hasty(honest) : honest;
    }

    /// Acknowledges at once, and applies when the next messages come.
    private static final class Hasty implements UpstreamSink {
        private final UpstreamSink honest;
        private final List<Message> late = new ArrayList<>();

        private Hasty(UpstreamSink honest) {
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
}
