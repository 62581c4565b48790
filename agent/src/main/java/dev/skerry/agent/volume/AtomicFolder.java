// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.volume;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder whose files change all at once, as Kubernetes promises for ConfigMaps and Secrets: the files
/// are in a folder of their own, `..data` is a link to it, and each name is a link through `..data`.
/// Replacing `..data` is one rename; who reads sees the old files or the new ones.
final class AtomicFolder {
    private static final String DATA = "..data";
    private static final String FRESH = "..data_tmp";
    private static final String VERSION = "..v";

    private final Path folder;
    private final long group;

    /// @param group that owns the files; negative for none in particular
    AtomicFolder(Path folder, long group) {
        this.folder = folder;
        this.group = group;
    }

    /// Makes the folder hold these files, by their paths relative to it.
    void write(Map<String, VolumeFile> files) throws IOException {
        Files.createDirectories(folder);
        Path data = folder.resolve(DATA);
        if (Files.isDirectory(data) && holds(data, files)) {
            linkNames(files.keySet());
            return;
        }
        String version = nextVersion();
        Path fresh = folder.resolve(version);
        FolderTree.delete(fresh);
        Files.createDirectory(fresh);
        Files.setAttribute(fresh, "unix:mode", 0755);
        for (var file : files.entrySet()) {
            writeFile(fresh.resolve(file.getKey()), file.getValue());
        }
        replaceData(version);
        linkNames(files.keySet());
        for (Path old : list()) {
            String name = old.getFileName().toString();
            if (name.startsWith(VERSION) && !name.equals(version)) {
                FolderTree.delete(old);
            }
        }
    }

    private static boolean holds(Path data, Map<String, VolumeFile> files) throws IOException {
        Set<String> there;
        try (var tree = Files.walk(data.toRealPath())) {
            Path root = data.toRealPath();
            there = tree.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .collect(Collectors.toSet());
        }
        if (!there.equals(files.keySet())) {
            return false;
        }
        for (var file : files.entrySet()) {
            Path path = data.resolve(file.getKey());
            int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
            if (mode != file.getValue().mode()
                    || !Arrays.equals(Files.readAllBytes(path), file.getValue().content())) {
                return false;
            }
        }
        return true;
    }

    private String nextVersion() throws IOException {
        Path data = folder.resolve(DATA);
        if (!Files.isSymbolicLink(data)) {
            return VERSION + 1;
        }
        String current = Files.readSymbolicLink(data).getFileName().toString();
        return VERSION + (Long.parseLong(current.substring(VERSION.length())) + 1);
    }

    private void writeFile(Path path, VolumeFile file) throws IOException {
        Files.createDirectories(path.getParent());
        Files.write(path, file.content());
        if (group >= 0) {
            Files.setAttribute(path, "unix:gid", (int) group);
        }
        Files.setAttribute(path, "unix:mode", file.mode());
    }

    private void replaceData(String version) throws IOException {
        Path fresh = folder.resolve(FRESH);
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, Path.of(version));
        try {
            Files.move(fresh, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException never) {
            throw new IOException("the volume's file system cannot rename", never);
        }
    }

    private void linkNames(Set<String> paths) throws IOException {
        var wanted = new TreeSet<String>();
        paths.forEach(path -> wanted.add(path.split("/", 2)[0]));
        for (String name : wanted) {
            Path link = folder.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        for (Path there : list()) {
            String name = there.getFileName().toString();
            if (!name.startsWith("..") && !wanted.contains(name)) {
                Files.delete(there);
            }
        }
    }

    private java.util.List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
