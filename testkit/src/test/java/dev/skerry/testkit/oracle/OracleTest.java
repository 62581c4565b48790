// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.testkit.cluster.Checkout;
import dev.skerry.testkit.peer.KubeApiServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A kube-apiserver of Kubernetes' own is right; Skerry answers the same, or the difference is on the list of those
/// that we know, with its reason. Those of a run that are not on the list are in
/// `testkit/target/oracle.txt`, those of the list that were not met in `testkit/target/oracle-gone.txt`.
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OracleTest {
    private static final List<String> STORIES = List.of(
            "validation", "apply", "lists", "watches", "access", "custom", "policies", "quota", "requests", "tables");

    private final KnownDifferences known = KnownDifferences.parse(resource("known-differences.txt"));
    private KubeApiServer peer;
    private Ours ours;
    private Comparison comparison;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        peer = KubeApiServer.start(folder);
        ours = new Ours();
        comparison = new Comparison(new Side(peer.address()), new Side(ours.address()));
    }

    @AfterAll
    void stop() {
        ours.close();
        peer.close();
    }

    @Test
    void answersAreTheSameButForWhatIsKnown() throws Exception {
        comparison.discovery();
        comparison.kinds(resource("kinds.yaml"));
        for (String story : STORIES) {
            comparison.story(Story.parse(story, resource("stories/" + story + ".txt")));
        }
        comparison.openApi();
        var unknown = new ArrayList<Difference>();
        var differing = new ArrayList<Difference>();
        for (Difference difference : comparison.differences()) {
            (known.explains(difference) ? differing : unknown).add(difference);
        }
        String text = unknown.stream().map(Difference::toString).collect(Collectors.joining("\n"));
        Files.writeString(Checkout.root().resolve("testkit/target/oracle.txt"), text + "\n");
        String gone = known.stale().stream().map(Object::toString).collect(Collectors.joining("\n"));
        Files.writeString(Checkout.root().resolve("testkit/target/oracle-gone.txt"), gone + "\n");
        if (System.getProperty("skerry.oracle.page", "").equals("yes")) {
            new OraclePage(comparison, known, unknown).write(Checkout.root().resolve("docs/reference/oracle.md"));
        }
        assertThat(unknown).as("differences that are not on the list").isEmpty();
    }

    static String resource(String name) {
        try (InputStream in = OracleTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
