// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.EtcdServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server whose objects are in a real etcd.
class ServerOverEtcdTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @Test
    void objectsOutliveTheServerAndTheEtcd(@TempDir Path folder) throws Exception {
        EtcdServer etcd = EtcdServer.alone(folder.resolve("etcd"));
        var datastore = new Datastore(Endpoint.parse(etcd.url()), TlsFiles.NONE, folder.resolve("unused.db"));
        String version;
        try (var server = RunningServer.start(folder, datastore)) {
            server.await("/api/v1/namespaces/default/serviceaccounts/default", answer -> answer.code() == 200);
            version = server.create(MAPS, "{'metadata':{'name':'kept'},'data':{'a':'1'}}")
                    .is(201)
                    .at("metadata", "resourceVersion")
                    .text();
        }
        assertThat(etcd.ctl("get", "--prefix", "--keys-only", "/skerry/")).contains("/configmaps/default/kept");
        etcd.kill();
        etcd.start();
        try (var server = RunningServer.start(folder, datastore)) {
            var found = server.read(MAPS + "/kept").is(200);
            assertThat(found.at("metadata", "resourceVersion").text()).isEqualTo(version);
            server.patch(MAPS + "/kept", RunningServer.MERGE, "{'data':{'a':'2'}}")
                    .is(200);
            // This etcd takes 1.5 MB at once, as it does unless told otherwise.
            var large = server.create("/api/v1/namespaces/default/podtemplates", podTemplate("x".repeat(2_000_000)));
            assertThat(large.is(413).text()).contains("--max-request-bytes");
        } finally {
            etcd.stop();
        }
        assertThat(folder.resolve("unused.db")).doesNotExist();
    }

    private static String podTemplate(String argument) {
        return "{'metadata':{'name':'large'},'template':{'spec':{'containers':[{'name':'c','image':'i','args':['"
                + argument + "']}]}}}";
    }
}
