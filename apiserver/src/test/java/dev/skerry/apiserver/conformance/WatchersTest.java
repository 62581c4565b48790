// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchersTest extends ApiConformance {
    private static final String MAPS = NAMESPACE + "/configmaps";

    @Test
    @Conformance("Watchers should observe add, update, and delete watch notifications on configmaps")
    void eachWatchSeesWhatItsSelectorMeans() throws Exception {
        try (WatchReader a = api.watch(MAPS + "?labelSelector=w%3Da");
                WatchReader b = api.watch(MAPS + "?labelSelector=w%3Db");
                WatchReader both = api.watch(MAPS + "?labelSelector=w+in+(a,b)")) {
            create("of-a", "a");
            expect("ADDED", "of-a", "", a, both);
            mutate("of-a", "1");
            expect("MODIFIED", "of-a", "1", a, both);
            mutate("of-a", "2");
            expect("MODIFIED", "of-a", "2", a, both);
            api.delete(MAPS + "/of-a").is(200);
            expect("DELETED", "of-a", "2", a, both);
            // That b's first event is this one says that it has seen nothing of a.
            create("of-b", "b");
            expect("ADDED", "of-b", "", b, both);
            api.delete(MAPS + "/of-b").is(200);
            expect("DELETED", "of-b", "", b, both);
        }
    }

    @Test
    @Conformance("Watchers should be able to start watching from a specific resource version")
    void aWatchBeginsBehindTheVersionItIsGiven() throws Exception {
        create("x", "v");
        String first = mutate("x", "1");
        mutate("x", "2");
        api.delete(MAPS + "/x").is(200);
        try (WatchReader watch = api.watch(MAPS + "?labelSelector=w%3Dv&resourceVersion=" + first)) {
            expect("MODIFIED", "x", "2", watch);
            expect("DELETED", "x", "2", watch);
        }
    }

    @Test
    @Conformance(
            "Watchers should be able to restart watching from the last resource version observed by the previous watch")
    void aWatchGoesOnWhereTheLastOneEnded() throws Exception {
        String last;
        try (WatchReader watch = api.watch(MAPS + "?labelSelector=w%3Dr")) {
            create("x", "r");
            expect("ADDED", "x", "", watch);
            mutate("x", "1");
            last = watch.next("MODIFIED").at("metadata", "resourceVersion").text();
        }
        mutate("x", "2");
        api.delete(MAPS + "/x").is(200);
        try (WatchReader watch = api.watch(MAPS + "?labelSelector=w%3Dr&resourceVersion=" + last)) {
            expect("MODIFIED", "x", "2", watch);
            expect("DELETED", "x", "2", watch);
        }
    }

    @Test
    @Conformance("Watchers should observe an object deletion if it stops meeting the requirements of the selector")
    void leavingTheSelectorIsADeletionAndComingBackAnAddition() throws Exception {
        try (WatchReader watch = api.watch(MAPS + "?labelSelector=w%3Din")) {
            create("x", "in");
            mutate("x", "1");
            label("x", "out");
            expect("ADDED", "x", "", watch);
            expect("MODIFIED", "x", "1", watch);
            expect("DELETED", "x", "1", watch);
            mutate("x", "2");
            label("x", "in");
            mutate("x", "3");
            api.delete(MAPS + "/x").is(200);
            expect("ADDED", "x", "2", watch);
            expect("MODIFIED", "x", "3", watch);
            expect("DELETED", "x", "3", watch);
        }
    }

    @Test
    @Conformance("Watchers should receive events on concurrent watches in same order")
    void watchesFromEveryVersionSeeTheSameOrder() throws Exception {
        String from = api.read(MAPS).version();
        Thread writer = Thread.ofVirtual().start(this::writeMuch);
        List<String> all = new ArrayList<>();
        try (WatchReader watch = api.watch(MAPS + "?resourceVersion=" + from)) {
            while (!"done".equals(add(all, watch.next()))) {}
        }
        writer.join();
        for (int i = 0; i < all.size() - 1; i += 3) {
            var seen = new ArrayList<String>();
            String version = all.get(i).split(" ")[2];
            try (WatchReader watch = api.watch(MAPS + "?resourceVersion=" + version)) {
                while (!"done".equals(add(seen, watch.next()))) {}
            }
            assertThat(seen).isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    private void writeMuch() {
        try {
            for (int i = 0; i < 20; i++) {
                create("m" + i, "o");
                mutate("m" + i, "1");
                if (i % 2 == 0) {
                    api.delete(MAPS + "/m" + i).is(200);
                }
            }
            create("done", "o");
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String add(List<String> events, Json event) {
        String name = event.at("object", "metadata", "name").text();
        events.add(event.at("type").text() + " " + name + " "
                + event.at("object", "metadata", "resourceVersion").text());
        return name;
    }

    private void create(String name, String label) throws IOException, InterruptedException {
        api.create(MAPS, "{'metadata':{'name':'%s','labels':{'w':'%s'}}}".formatted(name, label))
                .is(201);
    }

    private String mutate(String name, String value) throws IOException, InterruptedException {
        return api.patch(MAPS + "/" + name, ApiClient.MERGE, "{'data':{'mutation':'" + value + "'}}")
                .is(200)
                .version();
    }

    private void label(String name, String value) throws IOException, InterruptedException {
        api.patch(MAPS + "/" + name, ApiClient.MERGE, "{'metadata':{'labels':{'w':'" + value + "'}}}")
                .is(200);
    }

    private static void expect(String type, String name, String mutation, WatchReader... watches) throws IOException {
        for (WatchReader watch : watches) {
            Json object = watch.next(type);
            assertThat(object.at("metadata", "name").text()).isEqualTo(name);
            assertThat(object.at("data", "mutation").text()).isEqualTo(mutation);
        }
    }
}
