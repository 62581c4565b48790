// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Go programs stand on client-go. One of our own (src/test/go/clientgo) goes through what operators do.
class ClientGoTest implements Client {
    @TempDir
    static Path folder;

    private static Cluster cluster;

    private final ClientProgram program = ClientProgram.named("client-go").getFirst();

    @BeforeAll
    static void start() throws Exception {
        assertThat(Namespaces.isPossible()).as("network namespaces need root").isTrue();
        cluster = Cluster.withoutNode(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    public String client() {
        return program.toString();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "crud, 'create, read, update, patch and delete, with typed errors'",
        "informer, 'informer that comes up by a streaming list'",
        "election, 'leader election, given up and taken over'",
        "apply, 'server-side apply with typed configurations, and extracting them'",
        "dynamic, 'dynamic client'",
        "discovery, 'discovery, RESTMapper, short names, OpenAPI v3'",
        "pages, 'lists in pages, of one revision'",
        "protobuf, 'protobuf in both directions'",
        "conflict, 'eight writers of one object, retrying conflicts'",
        "toomany, 'coming again after 429'",
        "subresources, 'status and scale'",
        "watch, 'watch from a revision'",
        "deletecollection, 'delete by label'",
    })
    void behaves(String name, String sentence) throws Exception {
        cluster.kubectl().run("create", "namespace", name);
        var builder = new ProcessBuilder(program.here().toString(), name, name).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", cluster.reachableKubeconfig().toString());
        var process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(sentence + ":\n" + printed).isZero();
    }
}
