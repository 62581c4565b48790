// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.runtime.linux.Mounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Needs root: owners and device nodes are set.
class LayerUnpackerTest {
    @TempDir
    private Path folder;

    private Path below;
    private Path layer;
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(archive);

    @BeforeEach
    void makeLayers() throws IOException {
        below = Files.createDirectory(folder.resolve("below"));
        layer = Files.createDirectory(folder.resolve("layer"));
    }

    @AfterEach
    void unmount() throws IOException {
        Mounts.unmount(folder.resolve("merged"));
    }

    @Test
    void whatALayerDeletesIsGone() throws Exception {
        for (String name : List.of("etc/gone", "etc/stays", "var/old", "data/old")) {
            Files.createDirectories(below.resolve(name).getParent());
            Files.createFile(below.resolve(name));
        }
        tar.file("etc/.wh.gone", 0644, new byte[0]);
        tar.file("var/.wh..wh..opq", 0644, new byte[0]);
        tar.file("var/new", 0644, new byte[0]);
        tar.file(".wh.data", 0644, new byte[0]);
        tar.file("data/new", 0644, new byte[0]);
        unpack();
        Path merged = merged();
        assertThat(names(merged.resolve("etc"))).containsExactly("stays");
        assertThat(names(merged.resolve("var"))).containsExactly("new");
        assertThat(names(merged.resolve("data"))).containsExactly("new");
    }

    @Test
    void aDeletionSpeaksOfTheLayersBelowOnly() throws Exception {
        Files.createDirectory(below.resolve("data"));
        Files.createFile(below.resolve("data/old"));
        tar.file("data/new", 0644, new byte[0]);
        tar.file(".wh.data", 0644, new byte[0]);
        unpack();
        assertThat(names(merged().resolve("data"))).containsExactly("new");
    }

    @Test
    void namesThatLeadOutsideAreRefused() throws Exception {
        tar.file("a/../../outside", 0644, new byte[0]);
        assertThatThrownBy(this::unpack).isInstanceOf(IOException.class).hasMessageContaining("outside");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void linksAreFollowedInsideTheImageOnly() throws Exception {
        Path victim = Files.createDirectory(folder.resolve("victim"));
        tar.link("absolute", victim.toString());
        tar.link("relative", "../../../.." + victim);
        tar.file("absolute/a", 0644, text("a"));
        tar.file("relative/b", 0644, text("b"));
        unpack();
        assertThat(victim).isEmptyDirectory();
        assertThat(layer.resolve(victim.toString().substring(1)).resolve("a")).hasContent("a");
        assertThat(layer.resolve(victim.toString().substring(1)).resolve("b")).hasContent("b");
    }

    @Test
    void aFileInPlaceOfALinkDoesNotWriteThroughIt() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        tar.link("file", victim.toString());
        tar.file("file", 0644, text("mine"));
        unpack();
        assertThat(victim).hasContent("untouched");
        assertThat(layer.resolve("file")).hasContent("mine");
    }

    @Test
    void linksInACircleEnd() throws Exception {
        tar.link("a", "b");
        tar.link("b", "a");
        tar.file("a/file", 0644, new byte[0]);
        assertThatThrownBy(this::unpack).hasMessageContaining("circle");
    }

    @Test
    void foldersAreAsTheLayersBelowHaveThem() throws Exception {
        Files.createDirectory(below.resolve("tmp"));
        Files.setAttribute(below.resolve("tmp"), "unix:mode", 01777);
        Files.setAttribute(below.resolve("tmp"), "unix:uid", 1234);
        Files.createDirectories(below.resolve("usr/lib"));
        Files.createSymbolicLink(below.resolve("lib"), Path.of("usr/lib"));
        tar.file("tmp/x", 0644, new byte[0]);
        tar.file("lib/y", 0644, new byte[0]);
        unpack();
        assertThat((int) Files.getAttribute(layer.resolve("tmp"), "unix:mode") & 07777)
                .isEqualTo(01777);
        assertThat(Files.getAttribute(layer.resolve("tmp"), "unix:uid")).isEqualTo(1234);
        assertThat(layer.resolve("usr/lib/y")).exists();
        assertThat(Files.exists(layer.resolve("lib"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void everythingGnuTarWritesIsRead() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        String longName = "n".repeat(90) + "/" + "m".repeat(90) + "/" + "ü".repeat(60);
        Files.createDirectories(source.resolve(longName).getParent());
        Files.writeString(source.resolve(longName), "long");
        Files.writeString(source.resolve("tool"), "tool");
        Files.setAttribute(source.resolve("tool"), "unix:gid", 4321);
        Files.setAttribute(source.resolve("tool"), "unix:mode", 04755);
        Files.setLastModifiedTime(
                source.resolve("tool"), java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
        Files.createLink(source.resolve("zlink"), source.resolve("tool"));
        run("mkfifo", source.resolve("pipe").toString());
        run("mknod", source.resolve("null").toString(), "c", "1", "3");
        for (String format : List.of("gnu", "posix", "ustar")) {
            Path file = folder.resolve(format + ".tar");
            // The oldest form has no room for long names.
            String excluded = format.equals("ustar") ? "--exclude=nnn*" : "--exclude=nothing";
            run("tar", "--format=" + format, excluded, "-cf", file.toString(), "-C", source.toString(), ".");
            Path target = Files.createDirectory(folder.resolve(format));
            try (var in = Files.newInputStream(file)) {
                new LayerUnpacker(new LayerTree(target, List.of())).unpack(in);
            }
            if (!format.equals("ustar")) {
                assertThat(target.resolve(longName)).hasContent("long");
            }
            assertThat((int) Files.getAttribute(target.resolve("tool"), "unix:mode") & 07777)
                    .isEqualTo(04755);
            assertThat(Files.getAttribute(target.resolve("tool"), "unix:gid")).isEqualTo(4321);
            assertThat(Files.getAttribute(target.resolve("tool"), "unix:ino"))
                    .isEqualTo(Files.getAttribute(target.resolve("zlink"), "unix:ino"));
            assertThat(Files.getLastModifiedTime(target.resolve("tool")).toMillis())
                    .isEqualTo(1_000_000_000_000L);
            assertThat(Files.getAttribute(target.resolve("null"), "unix:rdev")).isEqualTo(0x103L);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("pipe"))))
                    .startsWith("rw");
        }
    }

    @Test
    void aCutOffArchiveIsAnError() throws Exception {
        tar.file("file", 0644, new byte[2000]);
        tar.close();
        byte[] whole = archive.toByteArray();
        for (int length : List.of(100, 600, 1500)) {
            var cut = new ByteArrayInputStream(whole, 0, length);
            assertThatThrownBy(() -> new LayerUnpacker(new LayerTree(layer, List.of())).unpack(cut))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void garbageIsAnError() {
        var random = new java.util.Random(4711);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[2048];
            random.nextBytes(garbage);
            assertThatThrownBy(() -> new LayerUnpacker(new LayerTree(layer, List.of()))
                            .unpack(new ByteArrayInputStream(garbage)))
                    .isInstanceOf(IOException.class);
        }
    }

    private void unpack() throws IOException {
        tar.close();
        new LayerUnpacker(new LayerTree(layer, List.of(below))).unpack(new ByteArrayInputStream(archive.toByteArray()));
    }

    /// The layers as a container sees them.
    private Path merged() throws IOException {
        Path merged = Files.createDirectory(folder.resolve("merged"));
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Mounts.overlay(List.of(below, layer), upper, Files.createDirectory(folder.resolve("work")), merged);
        return merged;
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
