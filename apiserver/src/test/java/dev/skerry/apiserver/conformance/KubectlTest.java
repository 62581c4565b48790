// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real kubectl against the server.
class KubectlTest extends ApiConformance {
    private static final String DEPLOYMENT = """
            {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'replicas':1,'selector':{'matchLabels':{'a':'b'}},\
            'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'old.example/image:1'}]}}}}""";

    @TempDir
    private Path home;

    private KubectlProcess kubectl;

    @BeforeEach
    void findKubectl() throws Exception {
        kubectl = new KubectlProcess(server.address(), home);
        api.create(NAMESPACE + "/serviceaccounts", "{'metadata':{'name':'default'}}");
    }

    @Test
    @Conformance("Kubectl client Kubectl api-versions should check if v1 is in available api versions")
    void versionsOfTheApi() throws Exception {
        assertThat(kubectl.run("api-versions").lines()).contains("v1");
    }

    @Test
    @Conformance("Kubectl client Kubectl cluster-info should check if Kubernetes control plane services is included in"
            + " cluster-info")
    void theClustersServices() throws Exception {
        assertThat(kubectl.run("cluster-info").replaceAll("\u001B\\[[0-9;]*m", ""))
                .contains("Kubernetes control plane is running at " + server.address());
    }

    @Test
    @Conformance("Kubectl client Kubectl diff should check if kubectl diff finds a difference for Deployments")
    void aDifference() throws Exception {
        kubectl.feed(DEPLOYMENT, "create", "-f", "-");
        var result =
                kubectl.runWith(DEPLOYMENT.replace("old.example/image:1", "new.example/image:2"), "diff", "-f", "-");
        assertThat(result.code()).as(result.text()).isEqualTo(1);
        assertThat(result.text())
                .containsPattern("\\n-\\s+- image: old.example/image:1")
                .containsPattern("\\n\\+\\s+- image: new.example/image:2");
    }

    @Test
    @Conformance("Kubectl client Kubectl run pod should create a pod from an image when restart is Never")
    void aPodIsRun() throws Exception {
        kubectl.run("run", "p", "--restart=Never", "--image=i.example/i:1");
        var pod = api.read(NAMESPACE + "/pods/p").is(200);
        assertThat(pod.at("spec", "restartPolicy").text()).isEqualTo("Never");
        assertThat(pod.at("spec", "containers")
                        .elements()
                        .getFirst()
                        .at("image")
                        .text())
                .isEqualTo("i.example/i:1");
    }

    @Test
    @Conformance("Kubectl client Kubectl server-side dry-run should check if kubectl can dry-run update Pods")
    void aDryRunChangesNothing() throws Exception {
        kubectl.run("run", "p", "--image=i.example/i:1", "--labels=run=p");
        kubectl.run(
                "patch",
                "pod",
                "p",
                "-p",
                "{\"spec\":{\"containers\":[{\"name\": \"p\",\"image\": \"i.example/i:2\"}]}}",
                "--dry-run=server");
        assertThat(api.read(NAMESPACE + "/pods/p")
                        .at("spec", "containers")
                        .elements()
                        .getFirst()
                        .at("image")
                        .text())
                .isEqualTo("i.example/i:1");
    }

    @Test
    @Conformance("Kubectl client Kubectl version should check is all data is printed")
    void bothVersions() throws Exception {
        assertThat(kubectl.run("version")).contains("Client Version: ", "Server Version: v1.");
        assertThat(kubectl.run("version", "-o", "json"))
                .containsPattern("(?s)\"serverVersion\".*\"gitVersion\": \"v1\\.\\d+")
                .containsPattern("(?s)\"serverVersion\".*\"gitCommit\": \"[0-9a-f]{40}\"");
    }

    @Test
    @Conformance("Kubectl client Proxy server should support proxy with --port 0")
    void aProxyOnAnyPort() throws Exception {
        Process proxy = kubectl.start("proxy", "--port=0", "--disable-filter");
        try {
            String line = serving(proxy);
            var port = Pattern.compile("127\\.0\\.0\\.1:(\\d+)").matcher(line);
            assertThat(port.find()).as(line).isTrue();
            var through = new ApiClient("http://127.0.0.1:" + port.group(1));
            assertThat(through.read("/api/").is(200).at("versions").elements()).isNotEmpty();
        } finally {
            proxy.destroy();
            proxy.waitFor();
        }
    }

    @Test
    @Conformance("Kubectl client Proxy server should support --unix-socket=/path")
    void aProxyOnASocket() throws Exception {
        Path socket = home.resolve("proxy.sock");
        Process proxy = kubectl.start("proxy", "--unix-socket=" + socket);
        try {
            serving(proxy);
            try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                channel.write(ByteBuffer.wrap("GET /api/ HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(UTF_8)));
                String answer = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
                assertThat(answer).contains("200 OK", "\"versions\"", "\"v1\"");
            }
        } finally {
            proxy.destroy();
            proxy.waitFor();
        }
    }

    /// The line that says where it serves.
    private static String serving(Process proxy) throws IOException {
        var said = new BufferedReader(new InputStreamReader(proxy.getInputStream(), UTF_8));
        return said.lines()
                .filter(line -> line.startsWith("Starting to serve"))
                .findFirst()
                .orElseThrow();
    }
}
