// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One whole server for all tests of a class, and a namespace for each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class WholeServer {
    RunningServer server;
    String namespace;

    @BeforeAll
    final void startServer(@TempDir Path folder) throws Exception {
        server = RunningServer.start(folder);
    }

    @BeforeEach
    final void makeNamespace(TestInfo test) throws Exception {
        namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        server.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(namespace))
                .is(201);
    }

    @AfterEach
    final void leaveNamespace() throws Exception {
        server.delete("/api/v1/namespaces/" + namespace, "");
    }

    @AfterAll
    final void stopServer() {
        server.close();
    }

    /// The path of a collection in this test's namespace: `in("apps/v1", "deployments")`.
    final String in(String groupVersion, String resource) {
        String root = groupVersion.contains("/") ? "/apis/" + groupVersion : "/api/" + groupVersion;
        return root + "/namespaces/" + namespace + "/" + resource;
    }
}
