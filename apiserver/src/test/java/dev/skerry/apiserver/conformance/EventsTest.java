// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.apiserver.conformance.ApiClient.Answer;
import dev.skerry.apiserver.conformance.ResourceStory.Kind;
import org.junit.jupiter.api.Test;

/// Events through both of their APIs.
class EventsTest extends ApiConformance {
    private static final String OLD = NAMESPACE + "/events";
    private static final String NEW = "/apis/events.k8s.io/v1/namespaces/default/events";

    @Test
    @Conformance({"Events should manage the lifecycle of an event", "Events should delete a collection of events"})
    void throughTheCoreApi() throws Exception {
        var kind = Kind.namespaced(
                "v1",
                "events",
                "Event",
                "'involvedObject':{'namespace':'default','kind':'Pod','name':'p'},'reason':'Test','message':'m','type':'Normal',"
                        + "'source':{'component':'c'},'firstTimestamp':'2026-01-02T03:04:05Z'");
        new ResourceStory(api, kind).tell("first", "second");
        api.create(
                        OLD,
                        "{'metadata':{'name':'e'},'involvedObject':{'namespace':'default','kind':'Pod','name':'p'},'message':'m','type':'Normal'}")
                .is(201);
        Answer patched = api.patch(OLD + "/e", ApiClient.STRATEGIC, "{'message':'patched'}")
                .is(200);
        assertThat(patched.at("message").text()).isEqualTo("patched");
        Answer updated = api.replace(OLD + "/e", patched.text().replace("patched", "updated"))
                .is(200);
        assertThat(updated.at("message").text()).isEqualTo("updated");
        assertThat(api.read("/api/v1/events").at("items").toString()).contains("updated");
        api.create(
                        OLD,
                        "{'metadata':{'name':'s'},'involvedObject':{'namespace':'default','kind':'Pod','name':'p'},'source':{'component':'agent'}}")
                .is(201);
        foundThroughBoth("s", "source%3Dagent,involvedObject.kind%3DPod", "metadata.name%3Ds,regarding.kind%3DPod");
    }

    /// Whichever API an event was written through.
    private void foundThroughBoth(String name, String old, String fresh) throws Exception {
        for (String path : new String[] {OLD + "?fieldSelector=" + old, NEW + "?fieldSelector=" + fresh}) {
            assertThat(api.read(path).is(200).at("items").elements())
                    .as(path)
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.at("metadata", "name").text()).isEqualTo(name));
        }
    }

    @Test
    @Conformance({
        "Events API should ensure that an event can be fetched, patched, deleted, and listed",
        "Events API should delete a collection of events"
    })
    void throughTheNewApi() throws Exception {
        String rest =
                "'regarding':{'namespace':'default','kind':'Pod','name':'p'},'reason':'Test','note':'n','type':'Normal',"
                        + "'action':'Do','reportingController':'c.example','reportingInstance':'i','eventTime':'2026-01-02T03:04:05.123456Z'";
        new ResourceStory(api, Kind.namespaced("events.k8s.io/v1", "events", "Event", rest)).tell("first", "second");
        api.create(NEW, "{'metadata':{'name':'e'}," + rest + "}").is(201);
        assertThat(api.read(NEW + "?fieldSelector=reportingController%3Dc.example")
                        .is(200)
                        .at("items")
                        .elements())
                .hasSize(1);
        assertThat(api.read(OLD + "?fieldSelector=source%3Dc.example")
                        .is(200)
                        .at("items")
                        .elements())
                .as("who reports is the source of an event that names none")
                .hasSize(1);
        assertThat(api.read(NEW + "?fieldSelector=reportingController%3Dother")
                        .is(200)
                        .at("items")
                        .elements())
                .isEmpty();
        foundThroughBoth("e", "involvedObject.name%3Dp,reportingComponent%3Dc.example", "regarding.name%3Dp");
        Answer patched = api.patch(
                NEW + "/e",
                ApiClient.STRATEGIC,
                "{'series':{'count':2,'lastObservedTime':'2026-01-02T03:04:06.000001Z'}}");
        assertThat(patched.is(200).at("series", "count").longOr(0)).isEqualTo(2);
        api.replace(NEW + "/e", patched.text().replace("\"count\":2", "\"count\":3"))
                .is(200);
        Answer old = api.read(OLD + "/e").is(200);
        assertThat(old.at("series", "count").longOr(0)).isEqualTo(3);
        assertThat(old.at("message").text()).isEqualTo("n");
        assertThat(old.at("eventTime").text()).isEqualTo("2026-01-02T03:04:05.123456Z");
        api.delete(NEW + "/e").is(200);
        api.read(OLD + "/e").is(404);
    }
}
