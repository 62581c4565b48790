// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// The images of this machine, in one folder:
///
/// | | |
/// |---|---|
/// | `index.json` | which images are complete ([ImageIndex]) |
/// | `layers/` | unpacked layers, shared by images ([LayerFolders]) |
/// | `downloads/` | blobs on their way, kept over a restart so that a pull goes on |
/// | `work/` | what is not complete; emptied at start |
/// | `owner` | locked by the agent whose folder it is ([FolderOwner]) |
///
/// One pull runs at a time, as in the kubelet: a thin link is not made thicker by sharing it. Layers are
/// unpacked one at a time.
public final class LocalImageStore implements ImageStore, UnpackedImages {
    private final FolderOwner owner;
    private final Path work;
    private final ImageIndex index;
    private final LayerFolders layers;
    private final ImagePull puller;
    private final Semaphore pulls = new Semaphore(1);
    private final Semaphore unpacks = new Semaphore(1);
    private final Map<String, StoredImage> held = new ConcurrentHashMap<>();
    private final Set<String> layersInWork = ConcurrentHashMap.newKeySet();

    /// @param folder made if missing
    /// @param registries how registries are reached
    public LocalImageStore(Path folder, RegistryAccess registries) throws IOException {
        Files.createDirectories(folder);
        this.owner = FolderOwner.of(folder);
        this.work = workFolder(folder, owner);
        this.layers = new LayerFolders(folder.resolve("layers"), work);
        this.index = new ImageIndex(folder.resolve("index.json"));
        this.puller = new ImagePull(folder.resolve("downloads"), registries);
    }

    @Override
    public Optional<Image> find(String reference) {
        return findStored(reference).map(StoredImage::image);
    }

    @Override
    public List<Image> images() {
        return index.images().stream().map(StoredImage::image).toList();
    }

    @Override
    public Image pull(String reference, Credentials credentials, Progress progress) throws InterruptedException {
        var name = ImageReference.parse(reference);
        pulls.acquire();
        try {
            return puller.pull(name, credentials, progress, this);
        } catch (IOException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException("pull of " + reference + " was stopped");
            }
            String reason = RegistryBusy.isLike(failed) ? REGISTRY_UNAVAILABLE : PULL_FAILED;
            throw new TransientException(reason, "cannot pull " + reference + ": " + cause(failed), failed);
        } finally {
            pulls.release();
        }
    }

    @Override
    public List<Image> importArchive(Path archive) throws InterruptedException {
        Path folder = work.resolve("import-" + java.util.UUID.randomUUID());
        try {
            Files.createDirectory(folder);
            var images = new ArrayList<Image>();
            for (ImageContent content : new ArchiveReader(folder).read(archive)) {
                images.add(add(content));
            }
            return images;
        } catch (IOException failed) {
            throw new TransientException("ImportFailed", "cannot import " + archive + ": " + cause(failed), failed);
        } finally {
            deleteQuietly(folder);
        }
    }

    @Override
    public void remove(String reference) {
        Optional<StoredImage> found = findStored(reference);
        if (found.isEmpty()) {
            return;
        }
        String id = found.get().id();
        String name =
                reference.equals(id) ? "" : ImageReference.parse(reference).name();
        change(images -> images.stream()
                .map(image -> image.id().equals(id) ? without(image, name) : image)
                .filter(image -> !image.names().isEmpty())
                .toList());
    }

    @Override
    public Optional<Unpacked> hold(String imageId, String container) {
        Optional<StoredImage> found = findStored(imageId);
        found.ifPresent(image -> held.put(container, image));
        return found.map(image -> new Unpacked(
                image.image(), image.layers().stream().map(layers::path).toList()));
    }

    @Override
    public void release(String container) {
        if (held.remove(container) != null) {
            change(images -> images);
        }
    }

    /// Unpacks what is not here yet and enters the image. Its layers are safe from [#sweep] meanwhile.
    Image add(ImageContent content) throws IOException, InterruptedException {
        var configuration = ImageConfiguration.of(content.configuration());
        List<String> names = LayerFolders.names(configuration.diffIds());
        content.checkLayerCount(names.size());
        layersInWork.addAll(names);
        try {
            long bytes = 0;
            for (int i = 0; i < names.size(); i++) {
                unpack(content, configuration, names, i);
                bytes += layers.bytes(names.get(i));
            }
            var image = new StoredImage(
                    Sha256.of(content.configuration()),
                    content.names(),
                    content.digests(),
                    bytes,
                    names,
                    configuration.settings());
            checkComplete(names);
            index.change(images -> entered(images, image));
            return findStored(image.id()).orElse(image).image();
        } finally {
            names.forEach(layersInWork::remove);
        }
    }

    /// Whether this layer need not be fetched.
    boolean hasLayer(String name) {
        return layers.has(name);
    }

    private void unpack(ImageContent content, ImageConfiguration configuration, List<String> names, int position)
            throws IOException, InterruptedException {
        String name = names.get(position);
        if (layers.has(name)) {
            return;
        }
        try (var layer = content.openLayer(position)) {
            unpacks.acquire();
            try {
                if (!layers.has(name)) {
                    String diffId = configuration.diffIds().get(position);
                    layers.unpack(name, names.subList(0, position), diffId, layer);
                }
            } finally {
                unpacks.release();
            }
        }
    }

    /// A command beside the agent claims its layers only by entering the image; the agent, which does not
    /// know of them before, may have swept one away. The next attempt unpacks it again.
    private void checkComplete(List<String> names) throws IOException {
        for (String name : names) {
            if (!layers.has(name)) {
                throw new IOException("a layer was cleared away while the image was unpacked; try again");
            }
        }
    }

    /// The new image takes its names from whoever had them; who is left without a name goes.
    private static List<StoredImage> entered(List<StoredImage> images, StoredImage fresh) {
        var result = new ArrayList<StoredImage>();
        StoredImage entered = fresh;
        for (StoredImage image : images) {
            if (image.id().equals(fresh.id())) {
                entered = image.joined(fresh);
            } else {
                var names = new ArrayList<>(image.names());
                names.removeAll(fresh.names());
                result.add(image.withNames(names));
            }
        }
        result.removeIf(image -> image.names().isEmpty());
        result.add(entered);
        return result;
    }

    private Optional<StoredImage> findStored(String reference) {
        List<StoredImage> images = index.images();
        if (Sha256.isDigest(reference)) {
            return images.stream().filter(image -> image.id().equals(reference)).findFirst();
        }
        var wanted = ImageReference.parse(reference);
        return images.stream().filter(image -> isNamed(image, wanted)).findFirst();
    }

    private static boolean isNamed(StoredImage image, ImageReference wanted) {
        return wanted.digest().isEmpty()
                ? image.names().contains(wanted.name())
                : image.digests().contains(wanted.byDigest(wanted.digest()));
    }

    private static StoredImage without(StoredImage image, String name) {
        var names = new ArrayList<>(image.names());
        names.removeIf(each -> name.isEmpty() || each.equals(name));
        return image.withNames(names);
    }

    private void change(java.util.function.UnaryOperator<List<StoredImage>> change) {
        try {
            index.change(change);
            sweep();
        } catch (IOException failed) {
            throw new TransientException("ImageStoreFailed", "cannot change the images: " + cause(failed), failed);
        }
    }

    /// Deletes layers that no image and no container needs. Not while something is unpacked: then the next
    /// change sweeps.
    private void sweep() throws IOException {
        if (!owner.isOwner() || !unpacks.tryAcquire()) {
            return;
        }
        try {
            var needed = new HashSet<>(layersInWork);
            index.images().forEach(image -> needed.addAll(image.layers()));
            held.values().forEach(image -> needed.addAll(image.layers()));
            layers.keepOnly(needed);
        } finally {
            unpacks.release();
        }
    }

    /// A command beside the agent works in a folder of its own, so that neither clears away what the other
    /// is making.
    private static Path workFolder(Path folder, FolderOwner owner) throws IOException {
        if (!owner.isOwner()) {
            return Files.createTempDirectory(Files.createDirectories(folder.resolve("beside")), "work");
        }
        FileTree.delete(folder.resolve("beside"));
        FileTree.delete(folder.resolve("work"));
        return folder.resolve("work");
    }

    private static String cause(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return message.contains("No space left on device") || message.contains("no space left on device")
                ? "the disk is full (no space left on device)"
                : message;
    }

    private static void deleteQuietly(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException _) {
            // The work folder is emptied at the next start anyway.
        }
    }
}
