// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.testkit.cluster.ApiCaller;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the running program says to those who send what nobody should: in the answer, in the node's log or in
/// `kubectl get pods`, wherever the one who sent it looks. After each it still answers.
class BadInputTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "application/json";

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static ApiCaller administrator;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        cluster = Cluster.withNode(folder);
        administrator = ApiCaller.administrator(cluster.reachableKubeconfig());
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void itStillAnswers() throws Exception {
        assertThat(administrator.read("/readyz").statusCode()).isEqualTo(200);
        assertThat(cluster.server().isAlive()).isTrue();
    }

    @Test
    void aMalformedBodyIsABadRequest() throws Exception {
        assertStatus(administrator.create(MAPS, JSON, "{\"kind\":"), 400, "the object provided is unrecognized");
    }

    @Test
    void anUnknownFieldIsNamedInStrictMode() throws Exception {
        String body = "{\"metadata\":{\"name\":\"strict\"},\"date\":{\"a\":\"b\"}}";
        assertStatus(
                administrator.create(MAPS + "?fieldValidation=Strict", JSON, body),
                400,
                "strict decoding error: unknown field \\\"date\\\"");
    }

    @Test
    void anOversizedBodyIsRefusedBeforeItIsRead() throws Exception {
        String body = "{\"metadata\":{\"name\":\"large\"},\"data\":{\"a\":\"" + "x".repeat(4 << 20) + "\"}}";
        assertStatus(administrator.create(MAPS, JSON, body), 413, "limit is 3145728");
    }

    @Test
    void aBodyOfBracketsIsRefused() throws Exception {
        assertStatus(administrator.create(MAPS, JSON, "[".repeat(1 << 20)), 400, "");
        assertStatus(administrator.create(MAPS, JSON, "{\"a\":".repeat(100_000)), 400, "");
        assertStatus(administrator.create(MAPS, "application/yaml", "[".repeat(100_000)), 400, "");
    }

    @Test
    void aBombOfAliasesIsRefused() throws Exception {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String one = "*a" + (i - 1);
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, one))));
        }
        assertStatus(administrator.create(MAPS, "application/yaml", yaml.toString()), 400, "");
    }

    @Test
    void aWrongTokenIsUnauthorizedAndNobodyIsForbidden() throws Exception {
        var nobody = ApiCaller.nobody(cluster.reachableKubeconfig());
        assertStatus(
                nobody.send(nobody.to("/api/v1/namespaces").header("Authorization", "Bearer wrong")),
                401,
                "Unauthorized");
        assertStatus(
                nobody.read("/api/v1/namespaces"),
                403,
                "namespaces is forbidden: User \\\"system:anonymous\\\" cannot list resource \\\"namespaces\\\"");
    }

    @Test
    void aBadImageNameShowsWhereOneLooks() throws Exception {
        var kubectl = cluster.kubectl();
        kubectl.run("run", "bad", "--image=UPPER/case:1");
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(kubectl.run("get", "pod", "bad")).contains("InvalidImageName"));
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(kubectl.run("describe", "pod", "bad"))
                        .contains("couldn't parse image name \"UPPER/case:1\""));
        kubectl.run("delete", "pod", "bad", "--wait=false");
    }

    @Test
    void aTokenIsGoodForOneNodeOnce() throws Exception {
        String token = cluster.createToken();
        cluster.awaitReady(cluster.addAgentWith(token, folder.resolve("first"), "first"));

        var second = cluster.addAgentWith(token, folder.resolve("second"), "second");
        awaitWord(second, "make a new one on the server with 'skerry token create'");
        var twin = cluster.addAgentWith(cluster.createToken(), folder.resolve("twin"), "first");
        awaitWord(twin, "the node name \\\"first\\\" belongs to another machine; if this machine is to take its place");
        var other = cluster.addAgentWith(cluster.createToken("--node", "third"), folder.resolve("other"), "fourth");
        awaitWord(other, "this join token is for a node with another name");
        String strangers = "K10" + "0".repeat(64) + "::" + token.substring(token.indexOf("::") + 2);
        var misled = cluster.addAgentWith(strangers, folder.resolve("misled"), "misled");
        awaitWord(misled, "certificate authority is not the one that the join token names");
        assertThat(cluster.kubectl().run("get", "nodes")).doesNotContain("second", "fourth", "misled");
    }

    private static void awaitWord(Cluster.Site site, String word) throws Exception {
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(Files.readString(cluster.agentLog(site))).contains(word));
    }

    private static void assertStatus(HttpResponse<String> answer, int code, String words) {
        assertThat(answer.body()).contains(words).contains("\"status\":\"Failure\"");
        assertThat(answer.statusCode()).isEqualTo(code);
    }
}
