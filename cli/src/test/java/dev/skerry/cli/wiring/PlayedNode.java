// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.codec.Timestamps;
import dev.skerry.cli.wiring.RunningServer.Answer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;

/// A node as the API sees it: it says that its pods are ready, and ends those that are to end. No container runs.
record PlayedNode(RunningServer server, String name, String resources) {
    private static final String STATUS = """
            {'status':{'capacity':%1$s,'allocatable':%1$s,'conditions':[{'type':'Ready','status':'True','reason':'Played',\
            'message':'m','lastHeartbeatTime':'%2$s','lastTransitionTime':'2026-01-02T03:04:05Z'}]}}""";
    private static final String READY = """
            {'status':{'phase':'Running','podIP':'10.1.2.3','hostIP':'10.0.0.9','startTime':'2026-01-02T03:04:05Z',\
            'conditions':[{'type':'Ready','status':'True','lastTransitionTime':'2026-01-02T03:04:05Z'},\
            {'type':'ContainersReady','status':'True','lastTransitionTime':'2026-01-02T03:04:05Z'}]}}""";

    /// @param resources its capacity, all of which pods may have
    static PlayedNode join(RunningServer server, String name, String labels, String resources) throws Exception {
        server.create("/api/v1/nodes", "{'metadata':{'name':'%s','labels':{%s}}}".formatted(name, labels))
                .is(201);
        var node = new PlayedNode(server, name, resources);
        node.beat();
        // A node is schedulable once the server has noticed that it is ready.
        server.await(
                "/api/v1/nodes/" + name,
                seen -> seen.at("spec", "taints").elements().isEmpty());
        return node;
    }

    /// Says that it is there, which holds for forty seconds.
    void beat() throws IOException, InterruptedException {
        String now = Timestamps.seconds(SystemClock.CLOCK.now());
        server.patch("/api/v1/nodes/" + name + "/status", RunningServer.STRATEGIC, STATUS.formatted(resources, now))
                .is(200);
    }

    /// Looks after all pods in a namespace once.
    void attend(String namespace) throws IOException, InterruptedException {
        String pods = "/api/v1/namespaces/" + namespace + "/pods";
        for (Json pod : server.read(pods).items()) {
            String path = pods + "/" + pod.at("metadata", "name").text();
            if (!pod.at("spec", "nodeName").text().equals(name)) {
                continue;
            }
            if (!pod.at("metadata", "deletionTimestamp").isNull()) {
                server.delete(path, "{'gracePeriodSeconds':0}");
            } else if (pod.at("status", "phase").text().equals("Pending")) {
                server.patch(path + "/status", RunningServer.STRATEGIC, READY);
            }
        }
    }

    /// Looks after a namespace until something holds.
    Answer attendUntil(String namespace, String path, Predicate<Answer> holds)
            throws IOException, InterruptedException {
        return server.await(path, answer -> {
            if (holds.test(answer)) {
                return true;
            }
            try {
                attend(namespace);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return false;
        });
    }
}
