// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.edge.interest.ClusterView;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Digests;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeConversationTest {
    private static final String POD = "core/v1/pods/default/web";
    private final ClusterView view = new ClusterView();
    private final NodeConversation server = new NodeConversation(
            new NodeConversation.Parties("n1", "cluster", "test"),
            view,
            (_, _) -> Map.of(),
            LinkProfile.wired(),
            () -> {});

    @BeforeEach
    void fillTheCluster() {
        NodeResources.IN_ORDER.forEach(resource -> view.replace(resource, List.of(), "10"));
        view.put(NodeResources.CONFIG_MAPS, object("ConfigMap", "settings", 11));
        view.put(
                NodeResources.NAMESPACES,
                KubeObject.of(GroupVersionKind.of("v1", "Namespace"), ObjectName.cluster("default"))
                        .with("uid-ns", "metadata", "uid"));
        var source = JsonObject.of("configMapRef", JsonObject.of("name", "settings"));
        var container = JsonObject.of("name", "c", "envFrom", JsonArray.of(source));
        view.put(
                NodeResources.PODS,
                object("Pod", "web", 12)
                        .with(JsonObject.of("nodeName", "n1", "containers", JsonArray.of(container)), "spec"));
    }

    private static KubeObject object(String kind, String name, long version) {
        return KubeObject.of(GroupVersionKind.of("v1", kind), new ObjectName("default", name))
                .with("uid-" + name, "metadata", "uid")
                .with(Long.toString(version), "metadata", "resourceVersion");
    }

    private static Frame.Hello hello(List<Held> held) {
        List<Long> digests = Arrays.stream(Digests.of(held).sums()).boxed().toList();
        return new Frame.Hello(Frame.PROTOCOL, "test", 1, "", 0, digests);
    }

    private List<Frame> said() {
        var frames = new ArrayList<Frame>();
        for (Optional<Frame> next = server.next(); next.isPresent(); next = server.next()) {
            frames.add(next.get());
        }
        return frames;
    }

    private static List<String> keys(List<Frame> frames) {
        return frames.stream()
                .filter(Frame.Deliver.class::isInstance)
                .flatMap(frame -> ((Frame.Deliver) frame).deltas().stream())
                .map(Delta::key)
                .toList();
    }

    private List<Held> everything() {
        return view.all("n1").stream().map(one -> one.state()).toList();
    }

    private void meetEmptyNode() {
        server.receive(hello(List.of()));
        said();
        server.receive(new Frame.Manifest(List.of(), true));
    }

    @Test
    void anEmptyNodeGetsEverythingInTheOrderInWhichItIsNeeded() {
        server.receive(hello(List.of()));
        assertThat(said()).hasExactlyElementsOfTypes(Frame.Welcome.class, Frame.ManifestRequest.class);
        server.receive(new Frame.Manifest(List.of(), true));
        List<Frame> frames = said();
        assertThat(keys(frames))
                .containsExactly("core/v1/namespaces//default", "core/v1/configmaps/default/settings", POD);
        assertThat(frames.getLast()).isInstanceOf(Frame.Synced.class);
    }

    @Test
    void aNodeThatHoldsEverythingGetsNothing() {
        server.receive(hello(everything()));
        assertThat(said()).hasExactlyElementsOfTypes(Frame.Welcome.class, Frame.Synced.class);
        server.receive(new Frame.Acknowledge(1));
        assertThat(server.isSettled()).isTrue();
    }

    @Test
    void whatTheNodeHoldsTooMuchIsRemovedByItsUid() {
        var held = new ArrayList<>(everything());
        var old = new Held("core/v1/secrets/default/old", "uid-old", 5, 1);
        held.add(old);
        server.receive(hello(held));
        said();
        server.receive(new Frame.Manifest(
                held.stream()
                        .filter(one -> Digests.bucket(one.key()) == Digests.bucket(old.key()))
                        .toList(),
                true));
        List<Frame> frames = said();
        assertThat(keys(frames)).containsExactly(old.key());
        assertThat(((Frame.Deliver) frames.getFirst()).deltas())
                .containsExactly(new Delta.Gone(old.key(), "uid-old", 5));
    }

    @Test
    void whatTheServerHasNotSeenYetIsNotRemoved() {
        var ahead = new Held("core/v1/secrets/default/new", "uid-new", 99, 1);
        server.receive(hello(List.of(ahead)));
        said();
        server.receive(new Frame.Manifest(List.of(ahead), true));
        List<Frame> frames = said();
        assertThat(keys(frames)).doesNotContain(ahead.key());
        assertThat(frames).noneMatch(Frame.Synced.class::isInstance);
        view.advanceTo(NodeResources.SECRETS, "99");
        assertThat(keys(said())).containsExactly(ahead.key());
    }

    @Test
    void onlyTheLatestStateOfAnObjectIsSent() {
        meetEmptyNode();
        said();
        for (long version = 20; version < 30; version++) {
            var touched = view.put(
                    NodeResources.CONFIG_MAPS,
                    object("ConfigMap", "settings", version).with("v" + version, "data", "key"));
            server.changed(touched.keysByNode().get("n1"));
        }
        List<Frame> frames = said();
        assertThat(keys(frames)).containsExactly("core/v1/configmaps/default/settings");
        assertThat(((Frame.Deliver) frames.getFirst()).deltas().getFirst().version())
                .isEqualTo(29);
    }

    @Test
    void noMoreIsOnItsWayThanTheWindowAllows() {
        meetEmptyNode();
        int before = said().size();
        for (int i = 0; i < 200; i++) {
            var touched = view.put(
                    NodeResources.CONFIG_MAPS,
                    object("ConfigMap", "settings", 20 + i).with("v" + i, "data", "key"));
            server.changed(touched.keysByNode().get("n1"));
            before += said().size();
        }
        assertThat(before).isEqualTo(64);
        server.receive(new Frame.Acknowledge(64));
        assertThat(said()).as("one frame with the latest state").hasSize(1);
    }

    @Test
    void anotherVersionOfTheProtocolIsRefusedWithWords() {
        server.receive(new Frame.Hello(99, "future", 1, "", 0, List.of()));
        assertThat(said())
                .singleElement()
                .isInstanceOfSatisfying(
                        Frame.Refused.class,
                        refused -> assertThat(refused.message()).contains("99"));
        assertThat(server.ending()).isPresent();
    }

    @Test
    void aNodeThatAcknowledgesWhatWasNeverSentIsCutOff() {
        meetEmptyNode();
        assertThatThrownBy(() -> server.receive(new Frame.Acknowledge(1000))).isInstanceOf(FrameException.class);
    }
}
