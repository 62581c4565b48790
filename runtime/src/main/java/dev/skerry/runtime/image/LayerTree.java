// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.linux.SpecialFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One layer in the making, seen together with the layers below it: the place where "which folder is
/// this, really" is decided.
///
/// Names are walked step by step and every link on the way is read by hand, so that it stays inside the
/// image: `/etc` in a link means the image's `/etc`. A folder that only the layers below have is made here
/// too, with the owner and permissions it has there, since the topmost layer's are the ones that count.
final class LayerTree {
    /// As in the kernel: more links than this on one way are taken for a circle.
    private static final int LINKS_MAX = 40;

    /// Entries come folder by folder, so that few are asked for again; more would only cost memory.
    private static final int KNOWN_MAX = 1_000;

    private final Path root;
    private final List<Path> layers;
    private final Map<String, Path> known = new HashMap<>();

    /// @param root of the layer in the making
    /// @param parents the layers below, the lowest first
    LayerTree(Path root, List<Path> parents) {
        this.root = root;
        var fromTop = new ArrayList<>(parents);
        fromTop.add(root);
        this.layers = List.copyOf(fromTop.reversed());
    }

    Path root() {
        return root;
    }

    /// A name without leading slash and without steps that lead nowhere; empty for the root itself.
    ///
    /// @throws IOException if it leads upwards
    static String clean(String name) throws IOException {
        var steps = new ArrayList<String>();
        for (String step : steps(name)) {
            if (step.equals("..")) {
                throw new IOException("layer has a file name that leads outside of it: " + name);
            }
            steps.add(step);
        }
        return String.join("/", steps);
    }

    /// The folder of this clean name in this layer, made if need be.
    Path folder(String name) throws IOException {
        Path found = known.get(name);
        if (found != null && Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        Path folder = root.resolve(walk(name, true).orElseThrow());
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(name, folder);
        return folder;
    }

    /// The file of this clean name, in this layer or the topmost below that has it. The last step is not
    /// followed if it is a link.
    Optional<Path> find(String name) throws IOException {
        int slash = name.lastIndexOf('/');
        Optional<Path> folder = walk(name.substring(0, Math.max(slash, 0)), false);
        return folder.isEmpty() ? Optional.empty() : lookUp(folder.get().resolve(name.substring(slash + 1)));
    }

    /// Whether this is a node that hides what is below.
    boolean isWhiteout(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()
                && Files.getAttribute(path, "unix:rdev", LinkOption.NOFOLLOW_LINKS) instanceof Long device
                && device == 0;
    }

    /// Walks to a folder; its path from the root, without links.
    private Optional<Path> walk(String name, boolean makesFolders) throws IOException {
        Path here = Path.of("");
        Deque<String> ahead = new ArrayDeque<>(steps(name));
        int links = 0;
        while (!ahead.isEmpty()) {
            String step = ahead.pop();
            if (step.equals("..")) {
                Path parent = here.getParent();
                here = parent == null ? Path.of("") : parent;
                continue;
            }
            Path next = here.resolve(step);
            Optional<Path> found = lookUp(next);
            if (found.isPresent() && Files.isSymbolicLink(found.get())) {
                if (++links > LINKS_MAX) {
                    throw new IOException("layer has links in a circle on the way to " + name);
                }
                String target = Files.readSymbolicLink(found.get()).toString();
                here = target.startsWith("/") ? Path.of("") : here;
                steps(target).reversed().forEach(ahead::push);
                continue;
            }
            if (makesFolders) {
                makeFolder(root.resolve(next), found);
            } else if (found.isEmpty()) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }

    private void makeFolder(Path path, Optional<Path> found) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean wasDeleted = isWhiteout(path);
        FileTree.delete(path);
        Files.createDirectory(path);
        if (wasDeleted) {
            SpecialFiles.makeOpaque(path);
        }
        boolean isBelow = found.isPresent() && Files.isDirectory(found.get(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:mode", 0755);
        if (isBelow) {
            for (String attribute : List.of("unix:uid", "unix:gid", "unix:mode")) {
                Files.setAttribute(path, attribute, Files.getAttribute(found.get(), attribute));
            }
        }
    }

    private Optional<Path> lookUp(Path relative) throws IOException {
        for (Path layer : layers) {
            Path candidate = layer.resolve(relative);
            if (Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) {
                return isWhiteout(candidate) ? Optional.empty() : Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static List<String> steps(String name) {
        return Arrays.stream(name.split("/", -1))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
    }
}
