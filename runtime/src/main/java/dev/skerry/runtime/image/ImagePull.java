// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore.Credentials;
import dev.skerry.runtime.ImageStore.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Brings an image from its registry: manifest, configuration, then the layers that are not here, two at
/// a time, while those that have come are unpacked.
final class ImagePull {
    /// More connections do not make a thin link faster, and each holds buffers.
    private static final int DOWNLOADS_AT_A_TIME = 2;

    private static final String MANIFESTS = "application/vnd.oci.image.index.v1+json,"
            + "application/vnd.oci.image.manifest.v1+json,"
            + "application/vnd.docker.distribution.manifest.list.v2+json,"
            + "application/vnd.docker.distribution.manifest.v2+json";

    private final Path downloads;
    private final RegistryAccess access;

    ImagePull(Path downloads, RegistryAccess access) throws IOException {
        this.downloads = Files.createDirectories(downloads);
        this.access = access;
    }

    /// Asks one place after the other.
    ///
    /// @throws RegistryBusy if the last place that was asked said nothing of the image
    Image pull(ImageReference name, Credentials credentials, Progress progress, LocalImageStore store)
            throws IOException, InterruptedException {
        var failures = new ArrayList<IOException>();
        for (RegistryEndpoint endpoint : access.endpoints(name, credentials)) {
            try {
                return pull(name, new RegistryClient(access, endpoint), progress, store);
            } catch (IOException failed) {
                if (Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                failures.add(failed);
            }
        }
        throw together(name, failures);
    }

    private static IOException together(ImageReference name, List<IOException> failures) {
        if (failures.isEmpty()) {
            return new IOException("registry " + name.registry() + " has no mirror, and may not be asked itself");
        }
        if (failures.size() == 1) {
            return failures.getFirst();
        }
        String words = failures.stream().map(IOException::getMessage).collect(Collectors.joining("; "));
        var all = RegistryBusy.isLike(failures.getLast()) ? new RegistryBusy(words) : new IOException(words);
        failures.forEach(all::addSuppressed);
        return all;
    }

    private Image pull(ImageReference name, RegistryClient registry, Progress progress, LocalImageStore store)
            throws IOException, InterruptedException {
        byte[] listed = manifest(registry, name.digest().isEmpty() ? name.tag() : name.digest());
        String digest = Sha256.of(listed);
        Json content = Manifest.parse(listed);
        if (Manifest.isIndex(content)) {
            content = Manifest.parse(
                    manifest(registry, Manifest.forThisMachine(content).digest()));
        }
        Manifest manifest = Manifest.of(content);
        byte[] configuration =
                document(registry, "blobs/", manifest.configuration().digest(), "*/*");
        List<String> layerNames =
                LayerFolders.names(ImageConfiguration.of(configuration).diffIds());
        var wanted = new ArrayList<Integer>();
        for (int i = 0; i < manifest.layers().size() && i < layerNames.size(); i++) {
            if (!store.hasLayer(layerNames.get(i))) {
                wanted.add(i);
            }
        }
        var arrivals = new Arrivals(manifest, wanted, new BlobDownload(downloads, registry), progress);
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < DOWNLOADS_AT_A_TIME; i++) {
                tasks.start("pull " + name.name(), arrivals::download);
            }
            var image = store.add(new ImageContent(
                    List.of(name.name()),
                    List.of(name.byDigest(digest)),
                    configuration,
                    manifest.layers().size(),
                    arrivals::open));
            arrivals.clear();
            return image;
        }
    }

    private static byte[] manifest(RegistryClient registry, String reference) throws IOException {
        return document(registry, "manifests/", reference, MANIFESTS);
    }

    /// A document that is checked if it is asked for by digest.
    private static byte[] document(RegistryClient registry, String kind, String reference, String accept)
            throws IOException {
        byte[] content = registry.document(kind + reference, accept);
        if (Sha256.isDigest(reference) && !Sha256.of(content).equals(reference)) {
            throw new IOException(reference + " came damaged: its digest is " + Sha256.of(content));
        }
        return content;
    }

    /// The layers of one pull as they come. Workers take positions from `next`; whoever unpacks waits on
    /// a position's future, which every position gets, be it with a failure.
    private static final class Arrivals {
        private final Manifest manifest;
        private final List<Integer> wanted;
        private final BlobDownload download;
        private final Progress progress;
        private final List<CompletableFuture<Path>> files = new ArrayList<>();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicLong done = new AtomicLong();

        Arrivals(Manifest manifest, List<Integer> wanted, BlobDownload download, Progress progress) {
            this.manifest = manifest;
            this.wanted = List.copyOf(wanted);
            this.download = download;
            this.progress = progress;
            manifest.layers().forEach(_ -> files.add(new CompletableFuture<>()));
            done.set(manifest.bytes()
                    - wanted.stream()
                            .mapToLong(i -> manifest.layers().get(i).bytes())
                            .sum());
        }

        void download() {
            for (int i = next.getAndIncrement(); i < wanted.size(); i = next.getAndIncrement()) {
                int position = wanted.get(i);
                try {
                    files.get(position)
                            .complete(download.fetch(manifest.layers().get(position), this::count));
                } catch (IOException | RuntimeException failed) {
                    files.get(position).completeExceptionally(failed);
                }
            }
        }

        InputStream open(int position) throws IOException, InterruptedException {
            try {
                return Files.newInputStream(files.get(position).get());
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
            }
        }

        /// The layers are unpacked; their blobs only take space.
        void clear() throws IOException {
            for (var file : files) {
                if (file.isDone()) {
                    Files.deleteIfExists(file.join());
                }
            }
        }

        private void count(long bytes) {
            progress.report(Math.min(done.addAndGet(bytes), manifest.bytes()), manifest.bytes());
        }
    }
}
