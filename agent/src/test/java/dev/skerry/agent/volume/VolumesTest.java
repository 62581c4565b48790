// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.agent.pod.FakeNode;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumesTest {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupVersionResource SECRETS = new GroupVersionResource("", "v1", "secrets");

    @TempDir
    private Path folder;

    private final FakeNode.Objects cache = new FakeNode.Objects();
    private final List<TokenSource.Request> asked = new ArrayList<>();
    private String token = "token-1";

    private Volumes volumes() {
        return new Volumes(folder.resolve("pods"), cache, new TokenSource() {
            @Override
            public Token token(Request request) {
                asked.add(request);
                return new Token(token, Instant.MAX);
            }

            @Override
            public void forget(String podUid) {
                asked.clear();
            }
        });
    }

    private Path prepare(String volume) throws InterruptedException {
        return prepare(volume, "");
    }

    private Path prepare(String volume, String moreOfSpec) throws InterruptedException {
        KubeObject pod = FakeNode.pod(
                        "web",
                        ("{" + moreOfSpec + "'volumes':[{'name':'v'," + volume
                                        + "}],'containers':[{'name':'app','resources':{'limits':{'cpu':'1500m'}}}]}")
                                .replace('\'', '"'))
                .withLabel("app", "web")
                .withLabel("tier", "back \"end\"");
        var facts = new PodFacts(pod, List.of("10.0.0.5"), List.of("192.0.2.1"), 4000, 8L << 30);
        return volumes().prepare(facts).get("v");
    }

    private void configMap(Object... data) {
        cache.put(CONFIG_MAPS, object("ConfigMap", "conf", JsonObject.of(data)));
    }

    private static KubeObject object(String kind, String name, JsonObject data) {
        return new KubeObject(JsonObject.of(
                "kind", kind, "metadata", JsonObject.of("name", name, "namespace", "default"), "data", data));
    }

    @Test
    void aConfigMapBecomesFilesThatChangeAllAtOnce() throws Exception {
        configMap("a", "1", "b", "2");
        Path volume = prepare("'configMap':{'name':'conf'}");
        assertThat(Files.readString(volume.resolve("a"))).isEqualTo("1");
        assertThat(Files.readSymbolicLink(volume.resolve("a"))).isEqualTo(Path.of("..data/a"));
        Path data = volume.resolve("..data").toRealPath();

        prepare("'configMap':{'name':'conf'}");
        assertThat(volume.resolve("..data").toRealPath()).as("unchanged").isEqualTo(data);

        configMap("b", "3", "c", "4");
        prepare("'configMap':{'name':'conf'}");
        assertThat(Files.readString(volume.resolve("b"))).isEqualTo("3");
        assertThat(Files.readString(volume.resolve("c"))).isEqualTo("4");
        assertThat(Files.exists(volume.resolve("a"), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(data).doesNotExist();
    }

    @Test
    void itemsChooseKeysPathsAndModes() throws Exception {
        configMap("a", "1", "b", "2");
        Path volume = prepare("'configMap':{'name':'conf','defaultMode':288,'items':[{'key':'a','path':'x/y'},"
                + "{'key':'b','path':'z','mode':256}]}");
        assertThat(Files.readString(volume.resolve("x/y"))).isEqualTo("1");
        assertThat(mode(volume.resolve("x/y"))).isEqualTo("r--r-----");
        assertThat(mode(volume.resolve("z"))).isEqualTo("r--------");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'configMap':{'name':'none'}                                         | configmap \"none\" not found",
                "'secret':{'secretName':'none'}                                      | secret \"none\" not found",
                "'configMap':{'name':'conf','items':[{'key':'q','path':'q'}]}        | references non-existent config key: q",
                "'configMap':{'name':'conf','items':[{'key':'a','path':'../q'}]}     | invalid path in a volume",
                "'hostPath':{'path':'/nowhere/at/all','type':'Directory'}            | /nowhere/at/all is not a directory",
                "'hostPath':{'path':'/etc/hostname','type':'Socket'}                 | /etc/hostname is not a socket file",
                "'nfs':{'path':'/x'}                                                 | does not support volumes of type nfs",
            })
    void whatCannotBeMountedSaysWhy(String volume, String message) {
        configMap("a", "1");
        assertThatThrownBy(() -> prepare(volume))
                .isInstanceOf(TransientException.class)
                .hasMessageStartingWith("MountVolume.SetUp failed for volume \"v\" : ")
                .hasMessageContaining(message);
    }

    @Test
    void whatIsOptionalMayBeMissing() throws Exception {
        configMap("a", "1");
        assertThat(prepare("'configMap':{'name':'none','optional':true}").resolve("..data"))
                .isEmptyDirectory();
        Path volume = prepare("'configMap':{'name':'conf','optional':true,'items':[{'key':'q','path':'q'}]}");
        assertThat(volume.resolve("q")).doesNotExist();
    }

    @Test
    void aSecretIsDecoded() throws Exception {
        cache.put(
                SECRETS,
                object("Secret", "s", JsonObject.of("key", Base64.getEncoder().encodeToString(new byte[] {0, -1}))));
        assertThat(Files.readAllBytes(prepare("'secret':{'secretName':'s'}").resolve("key")))
                .isEqualTo(new byte[] {0, -1});
    }

    @Test
    void aProjectionGathersTokensObjectsAndFactsAndFollowsTheToken() throws Exception {
        configMap("ca.crt", "CA");
        String projected = "'projected':{'sources':[{'serviceAccountToken':{'path':'token','expirationSeconds':600}},"
                + "{'configMap':{'name':'conf'}},{'downwardAPI':{'items':["
                + "{'path':'namespace','fieldRef':{'fieldPath':'metadata.namespace'}},"
                + "{'path':'cpu','resourceFieldRef':{'containerName':'app','resource':'limits.cpu'}},"
                + "{'path':'memory','resourceFieldRef':{'containerName':'app','resource':'limits.memory','divisor':'1Mi'}},"
                + "{'path':'labels','fieldRef':{'fieldPath':'metadata.labels'}}]}}]}";
        Path volume = prepare(projected, "'serviceAccountName':'robot',");
        assertThat(Map.of(
                        "token", Files.readString(volume.resolve("token")),
                        "ca.crt", Files.readString(volume.resolve("ca.crt")),
                        "namespace", Files.readString(volume.resolve("namespace")),
                        "cpu", Files.readString(volume.resolve("cpu")),
                        "memory", Files.readString(volume.resolve("memory")),
                        "labels", Files.readString(volume.resolve("labels"))))
                .isEqualTo(Map.of(
                        "token", "token-1",
                        "ca.crt", "CA",
                        "namespace", "default",
                        "cpu", "2",
                        "memory", "8192",
                        "labels", "app=\"web\"\ntier=\"back \\\"end\\\"\""));
        assertThat(asked.getFirst().serviceAccount()).isEqualTo("robot");
        assertThat(asked.getFirst().expirationSeconds()).isEqualTo(600);

        token = "token-2";
        prepare(projected);
        assertThat(Files.readString(volume.resolve("token"))).isEqualTo("token-2");
    }

    @Test
    void anEmptyDirKeepsWhatIsInIt() throws Exception {
        Path volume = prepare("'emptyDir':{'medium':'Memory'}");
        assertThat(mode(volume)).isEqualTo("rwxrwxrwx");
        Files.writeString(volume.resolve("file"), "kept");
        assertThat(prepare("'emptyDir':{}").resolve("file")).hasContent("kept");
    }

    @Test
    void aHostPathIsMadeIfItsTypeSaysSo() throws Exception {
        Path path = folder.resolve("made/here");
        assertThat(prepare("'hostPath':{'path':'" + path + "','type':'DirectoryOrCreate'}"))
                .isEqualTo(path);
        assertThat(path).isEmptyDirectory();
        assertThat(prepare("'hostPath':{'path':'" + path + "/f','type':'FileOrCreate'}"))
                .hasContent("");
    }

    @Test
    void removingAPodNeverFollowsALinkOutOfItsVolume() throws Exception {
        Path treasure = Files.writeString(folder.resolve("treasure"), "gold");
        Path volume = prepare("'emptyDir':{}");
        Files.createSymbolicLink(volume.resolve("link"), folder);
        volumes().remove("uid-web");
        assertThat(treasure).hasContent("gold");
        assertThat(folder.resolve("pods/uid-web")).doesNotExist();
        assertThat(new String(Files.readAllBytes(treasure), UTF_8)).isEqualTo("gold");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
