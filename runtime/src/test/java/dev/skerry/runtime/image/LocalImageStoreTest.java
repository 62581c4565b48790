// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.BusyboxImage;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.image.ImageArchive.Content;
import dev.skerry.runtime.image.ImageArchive.Settings;
import dev.skerry.runtime.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Importing, keeping and removing. Needs root.
@Timeout(60)
class LocalImageStoreTest {
    private static final Path SKOPEO = Path.of("/usr/bin/skopeo");

    @TempDir
    private Path folder;

    private LocalImageStore store;

    @BeforeEach
    void open() throws IOException {
        store = new LocalImageStore(folder.resolve("images"), RegistryAccess.direct());
    }

    @Test
    void anArchiveOfOursIsImported() throws Exception {
        Image image = store.importArchive(BusyboxImage.write(folder)).getFirst();
        assertThat(image.names()).containsExactly("docker.io/test/busybox:1");
        assertThat(image.entryPoint()).containsExactly("/bin/sh", "-c");
        assertThat(image.bytes()).isGreaterThan(500_000);
        assertThat(store.find("test/busybox:1")).contains(image);
        assertThat(store.find(image.id())).contains(image);
        assertThat(store.find("test/busybox:2")).isEmpty();
        open();
        assertThat(store.images()).containsExactly(image);
        assertThat(store.importArchive(folder.resolve("busybox.tar"))).containsExactly(image);
    }

    @Test
    void theSameInputGivesTheSameArchive() throws Exception {
        byte[] first = Files.readAllBytes(BusyboxImage.write(folder));
        assertThat(BusyboxImage.write(folder)).hasBinaryContent(first);
    }

    @Test
    void othersReadOurArchives() throws Exception {
        assumeTrue(Files.exists(SKOPEO));
        Path archive = BusyboxImage.write(folder);
        String inspected = run(SKOPEO.toString(), "inspect", "oci-archive:" + archive);
        assertThat(inspected).contains("\"Layers\"").contains("COLOUR=blue");
    }

    @Test
    void weReadOthersArchives() throws Exception {
        assumeTrue(Files.exists(SKOPEO));
        Path ours = BusyboxImage.write(folder);
        String id = store.importArchive(ours).getFirst().id();
        Path docker = folder.resolve("docker.tar");
        Path oci = folder.resolve("oci.tar");
        run(SKOPEO.toString(), "copy", "oci-archive:" + ours, "docker-archive:" + docker + ":plant/docker:2");
        run(SKOPEO.toString(), "copy", "oci-archive:" + ours, "oci-archive:" + oci + ":plant/oci:3");
        run("gzip", "-k", docker.toString());
        assertThat(store.importArchive(folder.resolve("docker.tar.gz"))
                        .getFirst()
                        .names())
                .contains("docker.io/plant/docker:2");
        assertThat(store.importArchive(docker).getFirst().names()).contains("docker.io/plant/docker:2");
        Image fromOci = store.importArchive(oci).getFirst();
        assertThat(fromOci.names()).contains("docker.io/plant/oci:3");
        assertThat(fromOci.entryPoint()).containsExactly("/bin/sh", "-c");
        assertThat(store.find(id)).isPresent();
    }

    @Test
    void aRemovedImageLeavesNothingUnlessAContainerStandsOnIt() throws Exception {
        Image image = store.importArchive(BusyboxImage.write(folder)).getFirst();
        Path layer = store.hold(image.id(), "container").orElseThrow().layers().getFirst();
        store.remove("test/busybox:1");
        assertThat(store.images()).isEmpty();
        assertThat(layer.resolve("bin/busybox")).exists();
        store.release("container");
        assertThat(folder.resolve("images/layers")).isEmptyDirectory();
        store.remove("test/busybox:1");
    }

    @Test
    void aCommandBesideTheAgentAddsAndTakesNothingAway() throws Exception {
        var command = new LocalImageStore(folder.resolve("images"), RegistryAccess.direct());
        Image busybox = command.importArchive(BusyboxImage.write(folder)).getFirst();
        assertThat(store.images()).containsExactly(busybox);
        Path layer =
                store.hold(busybox.id(), "container").orElseThrow().layers().getFirst();
        Image app = importText(folder.resolve("app.tar"), "one");
        assertThat(command.images()).containsExactlyInAnyOrder(busybox, app);
        command.remove(busybox.id());
        assertThat(store.find(busybox.id())).isEmpty();
        assertThat(layer.resolve("bin/busybox")).exists();
        store.release("container");
        assertThat(layer).doesNotExist();
        assertThat(store.find("app")).contains(app);
    }

    @Test
    void aNameMovesToTheNewImage() throws Exception {
        Path archive = folder.resolve("app.tar");
        String old = importText(archive, "one").id();
        String fresh = importText(archive, "two").id();
        assertThat(store.find("app")).map(Image::id).contains(fresh).isNotEqualTo(old);
        assertThat(store.images()).hasSize(1);
    }

    @Test
    void whatACrashLeftIsClearedAway() throws Exception {
        Path crashed = folder.resolve("crashed");
        Files.createDirectories(crashed.resolve("work/layer123/etc"));
        var restarted = new LocalImageStore(crashed, RegistryAccess.direct());
        assertThat(crashed.resolve("work")).isEmptyDirectory();
        assertThat(restarted.images()).isEmpty();
    }

    @Test
    void aBrokenIndexIsPutAside() throws Exception {
        store.importArchive(BusyboxImage.write(folder));
        Files.writeString(folder.resolve("images/index.json"), "{\"images\":[{\"id\":");
        open();
        assertThat(store.images()).isEmpty();
        assertThat(folder.resolve("images/index.json.broken")).exists();
        assertThat(store.importArchive(folder.resolve("busybox.tar"))).hasSize(1);
    }

    @Test
    void badArchivesAreRefused() throws Exception {
        Path text = Files.writeString(folder.resolve("text.tar"), "this is no archive, but long enough\n".repeat(100));
        assertFails(text, "not a tar archive");
        Path whole = BusyboxImage.write(folder);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.tar"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertFails(cut, "ends in the middle");
        bytes[bytes.length - 50_000] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.tar"), bytes);
        assertFails(damaged, "damaged");
        assertFails(folder.resolve("nowhere.tar"), "nowhere.tar");
        try (var tar = new TarWriter(Files.newOutputStream(folder.resolve("other.tar")))) {
            tar.file("readme", 0644, new byte[10]);
        }
        assertFails(folder.resolve("other.tar"), "neither");
        try (var tar = new TarWriter(Files.newOutputStream(folder.resolve("escape.tar")))) {
            tar.file("../../etc/escaped", 0644, new byte[10]);
        }
        assertFails(folder.resolve("escape.tar"), "outside");
        assertThat(store.images()).isEmpty();
        assertThat(folder.resolve("images/work")).isEmptyDirectory();
    }

    @Test
    void aFullDiskIsSaidPlainly() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        Mounts.memory(small, "size=1m");
        try {
            var tight = new LocalImageStore(small.resolve("images"), RegistryAccess.direct());
            Path archive = BusyboxImage.write(folder);
            assertThatThrownBy(() -> tight.importArchive(archive))
                    .isInstanceOf(TransientException.class)
                    .hasMessageContaining("the disk is full");
            assertThat(tight.images()).isEmpty();
            assertThat(small.resolve("images/work")).isEmptyDirectory();
        } finally {
            Mounts.unmount(small);
        }
    }

    private Image importText(Path archive, String text) throws Exception {
        ImageArchive.write(
                archive, "app", List.of(new Content.Text("text", text, 0644)), Settings.entryPoint("/bin/true"));
        return store.importArchive(archive).getFirst();
    }

    private void assertFails(Path archive, String words) {
        assertThatThrownBy(() -> store.importArchive(archive))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining(words);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
