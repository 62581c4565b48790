// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.edge.NodeMessage;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.store.Store;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private final Store store = new MemoryStore();
    private final Outbox outbox = open();

    private Outbox open() {
        return new Outbox(store, new Random(1), new Metrics());
    }

    private static KubeObject event(int number) {
        return KubeObject.of(GroupVersionKind.of("v1", "Event"), new ObjectName("default", "e-" + number));
    }

    private void status(String pod, String phase) {
        outbox.status(PODS, new ObjectName("default", pod), "u-" + pod, JsonObject.of("phase", phase));
    }

    private static List<Message> all(Outbox from) {
        return from.after(Map.of(), 10_000, 10 << 20);
    }

    @Test
    void theMostUrgentLeaveFirstAndEachClassKeepsItsOrder() {
        outbox.event(event(1));
        outbox.event(event(2));
        status("a", "Running");
        outbox.node(KubeObject.of(GroupVersionKind.of("v1", "Node"), ObjectName.cluster("n")));
        assertThat(all(outbox))
                .extracting(Message::urgency)
                .containsExactly(MessageClass.HEARTBEAT, MessageClass.STATUS, MessageClass.EVENT, MessageClass.EVENT);
        assertThat(all(outbox))
                .filteredOn(message -> message.urgency() == MessageClass.EVENT)
                .extracting(Message::sequence)
                .containsExactly(1L, 2L);
    }

    @Test
    void onlyTheLatestStatusOfAnObjectIsKept() {
        status("a", "Pending");
        status("b", "Pending");
        status("a", "Running");
        assertThat(all(outbox)).extracting(Message::sequence).containsExactly(2L, 3L);
        var last = (NodeMessage.StatusReport)
                NodeMessage.read(all(outbox).getLast().payload());
        assertThat(last.status().at("phase").text()).isEqualTo("Running");
    }

    @Test
    void everythingIsThereAfterARestartAndNumbersAreNeverUsedTwice() {
        outbox.event(event(1));
        outbox.event(event(2));
        outbox.acknowledge(MessageClass.EVENT, 2);
        var again = open();
        assertThat(again.incarnation()).isEqualTo(outbox.incarnation());
        assertThat(all(again)).isEmpty();
        again.event(event(3));
        assertThat(all(again)).extracting(Message::sequence).containsExactly(3L);
        status("a", "Running");
        var third = open();
        third.status(PODS, new ObjectName("default", "a"), "u-a", JsonObject.of("phase", "Failed"));
        assertThat(all(third)).as("the restart remembers whose status it is").hasSize(2);
    }

    @Test
    void acknowledgingForgetsUpToThereAndNothingElse() {
        for (int i = 0; i < 5; i++) {
            outbox.event(event(i));
        }
        status("a", "Running");
        outbox.acknowledge(MessageClass.EVENT, 3);
        assertThat(all(outbox)).extracting(Message::sequence).containsExactly(1L, 4L, 5L);
        assertThat(outbox.hasAfter(Map.of(MessageClass.EVENT, 5L, MessageClass.STATUS, 1L)))
                .isFalse();
        assertThat(all(open())).hasSize(3);
    }

    @Test
    void overItsQuotaAClassLosesItsOldestAndOthersLoseNothing() {
        status("a", "Running");
        for (int i = 0; i < 2_010; i++) {
            outbox.event(event(i));
        }
        assertThat(outbox.size(MessageClass.EVENT)).isEqualTo(2_000);
        assertThat(outbox.size(MessageClass.STATUS)).isEqualTo(1);
        assertThat(all(outbox).get(1).sequence()).isEqualTo(11);
        assertThat(open().size(MessageClass.EVENT)).isEqualTo(2_000);
    }

    @Test
    void aBatchIsBoundedByNumberAndSizeButNeverEmpty() {
        for (int i = 0; i < 10; i++) {
            outbox.event(event(i));
        }
        assertThat(outbox.after(Map.of(), 4, 1 << 20)).hasSize(4);
        assertThat(outbox.after(Map.of(), 4, 1)).hasSize(1);
    }
}
