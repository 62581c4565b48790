// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// Reads image archives: the OCI layout as a tar, and what `docker save` writes; either may be gzipped.
///
/// Members come in any order, so that all are laid down in a folder first, under numbers rather than the
/// names that a stranger chose.
final class ArchiveReader {
    private static final int MEMBERS_MAX = 10_000;

    private final Path folder;
    private final Map<String, Path> members = new HashMap<>();

    /// @param folder empty; the caller deletes it when the images are taken over
    ArchiveReader(Path folder) {
        this.folder = folder;
    }

    List<ImageContent> read(Path archive) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
            in.mark(2);
            boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            extract(new TarReader(isGzip ? new GZIPInputStream(in, 1 << 16) : in));
        }
        if (members.containsKey("manifest.json")) {
            return dockerImages(Manifest.parse(content("manifest.json")));
        }
        if (members.containsKey("index.json")) {
            var images = new ArrayList<ImageContent>();
            layoutImages(Manifest.parse(content("index.json")), List.of(), images);
            return images;
        }
        throw new IOException("it is neither an OCI archive nor one of docker save");
    }

    private void extract(TarReader tar) throws IOException {
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            if (members.size() >= MEMBERS_MAX) {
                throw new IOException("it has more than " + MEMBERS_MAX + " members");
            }
            String name = LayerTree.clean(next.get().name());
            switch (next.get().kind()) {
                case FILE -> {
                    Path file = folder.resolve(Integer.toString(members.size()));
                    Files.copy(tar, file);
                    members.put(name, file);
                }
                // docker save of old writes a layer that two images share as a link to the first.
                case SYMBOLIC_LINK -> alias(name, name + "/../" + next.get().target());
                case HARD_LINK -> alias(name, next.get().target());
                default -> {
                    continue;
                }
            }
        }
    }

    private void alias(String name, String target) {
        Path file = members.get(Path.of(target).normalize().toString());
        if (file != null) {
            members.put(name, file);
        }
    }

    private List<ImageContent> dockerImages(Json manifest) throws IOException {
        var images = new ArrayList<ImageContent>();
        for (Json image : manifest.elements()) {
            var names = new ArrayList<String>();
            for (Json tag : image.at("RepoTags").elements()) {
                names.add(ImageReference.parse(tag.text()).name());
            }
            byte[] configuration = content(LayerTree.clean(image.at("Config").text()));
            var layers = new ArrayList<Path>();
            for (Json layer : image.at("Layers").elements()) {
                layers.add(member(LayerTree.clean(layer.text())));
            }
            images.add(new ImageContent(
                    named(names, configuration), List.of(), configuration, layers.size(), opening(layers)));
        }
        return images;
    }

    private void layoutImages(Json index, List<String> inheritedNames, List<ImageContent> images) throws IOException {
        var entries = new ArrayList<>(index.at("manifests").elements());
        if (!inheritedNames.isEmpty()) {
            // Below a name stands a list of platforms, of which one is for this machine.
            String wanted = Manifest.forThisMachine(index).digest();
            entries.removeIf(entry -> !entry.at("digest").text().equals(wanted));
        }
        for (Json entry : entries) {
            List<String> names = inheritedNames.isEmpty() ? names(entry) : inheritedNames;
            String digest = Manifest.Blob.of(entry).digest();
            Json content = Manifest.parse(blobContent(digest));
            if (Manifest.isIndex(content)) {
                layoutImages(content, names.isEmpty() ? List.of("") : names, images);
            } else {
                images.add(layoutImage(Manifest.of(content), digest, names));
            }
        }
    }

    private ImageContent layoutImage(Manifest manifest, String digest, List<String> names) throws IOException {
        byte[] configuration = blobContent(manifest.configuration().digest());
        var layers = new ArrayList<Path>();
        for (Manifest.Blob layer : manifest.layers()) {
            layers.add(blob(layer.digest()));
        }
        var known = names.stream().filter(name -> !name.isEmpty()).toList();
        var digests = known.stream()
                .map(name -> ImageReference.parse(name).byDigest(digest))
                .toList();
        return new ImageContent(named(known, configuration), digests, configuration, layers.size(), opening(layers));
    }

    /// Names are written in two ways; a bare tag, which some tools write, names nothing.
    private static List<String> names(Json entry) {
        String full = entry.at("annotations", "io.containerd.image.name").text();
        String brief =
                entry.at("annotations", "org.opencontainers.image.ref.name").text();
        boolean isName = brief.contains("/") || brief.contains(":");
        String name = !full.isEmpty() ? full : isName ? brief : "";
        return name.isEmpty() ? List.of() : List.of(ImageReference.parse(name).name());
    }

    /// An image that the archive does not name is known by its id.
    private static List<String> named(List<String> names, byte[] configuration) {
        return names.isEmpty() ? List.of(Sha256.of(configuration)) : names;
    }

    private static ImageContent.Layers opening(List<Path> layers) {
        return position -> Files.newInputStream(layers.get(position));
    }

    private byte[] content(String name) throws IOException {
        Path file = member(name);
        if (Files.size(file) > Manifest.BYTES_MAX) {
            throw new IOException(name + " is " + Files.size(file) + " bytes long");
        }
        return Files.readAllBytes(file);
    }

    private byte[] blobContent(String digest) throws IOException {
        blob(digest);
        return content(blobName(digest));
    }

    /// A blob of the layout, checked against its own name.
    private Path blob(String digest) throws IOException {
        Path file = member(blobName(digest));
        String found = Sha256.of(file);
        if (!found.equals(digest)) {
            throw new IOException("blob " + digest + " is damaged: its digest is " + found);
        }
        return file;
    }

    private static String blobName(String digest) throws IOException {
        return "blobs/sha256/" + Sha256.digits(digest);
    }

    private Path member(String name) throws IOException {
        Path file = members.get(name);
        if (file == null) {
            throw new IOException(name + " is missing");
        }
        return file;
    }
}
