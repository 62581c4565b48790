// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import dev.skerry.apiserver.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A server of its own for each test that follows a conformance test, and a client.
abstract class ApiConformance {
    static final String NAMESPACE = "/api/v1/namespaces/default";

    TestServer server;
    ApiClient api;

    @BeforeEach
    final void startServer() throws IOException {
        server = TestServer.start();
        api = new ApiClient(server.address());
    }

    @AfterEach
    final void stopServer() {
        server.close();
    }
}
