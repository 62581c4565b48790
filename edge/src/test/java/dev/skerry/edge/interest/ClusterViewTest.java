// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.interest;

import static dev.skerry.edge.interest.NodeResources.CONFIG_MAPS;
import static dev.skerry.edge.interest.NodeResources.PODS;
import static dev.skerry.edge.interest.NodeResources.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final String POD = "core/v1/pods/default/web";
    private static final String MAP = "core/v1/configmaps/default/settings";
    private final ClusterView view = new ClusterView();

    private static KubeObject object(String kind, String name, long version) {
        return KubeObject.of(GroupVersionKind.of("v1", kind), new ObjectName("default", name))
                .with("uid-" + name, "metadata", "uid")
                .with(Long.toString(version), "metadata", "resourceVersion");
    }

    private static KubeObject pod(String node, long version) {
        var source = JsonObject.of("configMapRef", JsonObject.of("name", "settings"));
        var container = JsonObject.of("name", "c", "envFrom", JsonArray.of(source));
        return object("Pod", "web", version)
                .with(JsonObject.of("nodeName", node, "containers", JsonArray.of(container)), "spec");
    }

    @Test
    void aNodeWantsItsPodsAndWhatTheyReferTo() {
        view.put(CONFIG_MAPS, object("ConfigMap", "settings", 1));
        view.put(SECRETS, object("Secret", "other", 2));
        var touched = view.put(PODS, pod("n1", 3));
        assertThat(touched.keysByNode()).containsOnlyKeys("n1");
        assertThat(view.all("n1")).extracting(one -> one.state().key()).containsExactlyInAnyOrder(POD, MAP);
        assertThat(view.all("n2")).isEmpty();
        assertThat(view.find("n2", MAP)).isEmpty();
    }

    @Test
    void whatIsReferredToMayComeLater() {
        view.put(PODS, pod("n1", 3));
        assertThat(view.find("n1", MAP)).isEmpty();
        var touched = view.put(CONFIG_MAPS, object("ConfigMap", "settings", 4));
        assertThat(touched.keysByNode().get("n1")).containsExactly(MAP);
        assertThat(view.find("n1", MAP)).isPresent();
    }

    @Test
    void whenAPodGoesSoDoesWhatOnlyItNeeded() {
        view.put(CONFIG_MAPS, object("ConfigMap", "settings", 1));
        view.put(PODS, pod("n1", 3));
        var touched = view.remove(PODS, pod("n1", 4));
        assertThat(touched.keysByNode().get("n1")).contains(POD, MAP);
        assertThat(view.all("n1")).isEmpty();
    }

    @Test
    void theEchoOfAStatusConcernsNobody() {
        view.put(PODS, pod("n1", 3));
        var echo = view.put(PODS, pod("n1", 9).with("Running", "status", "phase"));
        assertThat(echo.keysByNode()).isEmpty();
        var end = view.put(PODS, pod("n1", 10).with("Succeeded", "status", "phase"));
        assertThat(end.keysByNode().get("n1"))
                .as("the end of a pod must be known")
                .contains(POD);
    }

    @Test
    void aListTellsWhatIsGone() {
        view.put(PODS, pod("n1", 3));
        var touched = view.replace(PODS, List.of(), "7");
        assertThat(touched.keysByNode().get("n1")).contains(POD);
        assertThat(view.revision(PODS)).isEqualTo(7);
        assertThat(view.isComplete()).isFalse();
        NodeResources.IN_ORDER.forEach(resource -> view.replace(resource, List.of(), "8"));
        assertThat(view.isComplete()).isTrue();
    }
}
