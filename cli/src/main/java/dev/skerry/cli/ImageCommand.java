// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.NodeMachine;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore;
import dev.skerry.runtime.image.ImageArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `skerry image import|build|list`: images of this machine's node without a registry.
final class ImageCommand {
    private static final String NAME = "name";
    private static final String FILE = "output";

    private ImageCommand() {}

    static Command importArchive() {
        return new Command(
                "image import",
                "Takes the images of an OCI or docker-save archive (tar, tar.gz) into this machine's node.",
                List.of("FILE"),
                List.of(Flags.DATA),
                ImageCommand::runImport);
    }

    static Command build() {
        return new Command(
                "image build",
                "Makes an image of the files in a folder, as an OCI archive.",
                List.of("FOLDER"),
                List.of(
                        Flag.single(NAME, "NAME", "", "The image's name, such as skerry.local/plant/sensor:1."),
                        Flag.single(FILE, "FILE", "", "The archive to write.").withLetter('o'),
                        Flag.list(
                                "entrypoint",
                                "WORD",
                                "A word of the command that the image runs; give one for each word.")),
                ImageCommand::runBuild);
    }

    static Command list() {
        return new Command(
                "image list",
                "Shows the images of this machine's node.",
                List.of(),
                List.of(Flags.DATA, Flags.OUTPUT),
                ImageCommand::runList);
    }

    private static int runImport(Settings settings, Console console) throws Exception {
        Path archive = Path.of(settings.arguments().getFirst()).toAbsolutePath();
        if (!Files.isRegularFile(archive)) {
            throw new UsageException("there is no file " + archive + ". Give an archive made by 'skerry image build',"
                    + " 'docker save' or 'skopeo copy'.");
        }
        for (Image image : store(settings).importArchive(archive)) {
            console.print("imported " + String.join(", ", image.names()) + " (" + image.bytes() / 1024 + " KiB)");
        }
        return 0;
    }

    private static int runBuild(Settings settings, Console console) throws Exception {
        if (!settings.has(NAME) || !settings.has(FILE)) {
            throw new UsageException("give --name NAME for the image and --output FILE for the archive.");
        }
        Path folder = Path.of(settings.arguments().getFirst()).toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + ". Put the image's files into one and give it.");
        }
        var entryPoint = settings.list("entrypoint").toArray(String[]::new);
        ImageArchive.write(
                settings.path(FILE),
                settings.text(NAME),
                contents(folder),
                ImageArchive.Settings.entryPoint(entryPoint));
        console.print("wrote " + settings.path(FILE) + " (" + Files.size(settings.path(FILE)) / 1024 + " KiB)");
        return 0;
    }

    private static int runList(Settings settings, Console console) throws Exception {
        var images = store(settings).images();
        if (Flags.isJson(settings)) {
            console.print(
                    Json.of(images.stream().map(ImageCommand::json).toList()).toString());
            return 0;
        }
        console.print(String.format(Locale.ROOT, "%-60s %-20s %s", "IMAGE", "ID", "SIZE"));
        for (Image image : images) {
            console.print(String.format(
                    Locale.ROOT,
                    "%-60s %-20s %d MiB",
                    String.join(",", image.names()),
                    image.id().replace("sha256:", "").substring(0, 12),
                    image.bytes() >> 20));
        }
        return 0;
    }

    private static JsonObject json(Image image) {
        return JsonObject.of(
                "id", image.id(), "names", image.names(), "digests", image.digests(), "bytes", image.bytes());
    }

    private static ImageStore store(Settings settings) throws IOException {
        return NodeMachine.images(settings.path(Flags.DATA_DIR).resolve("agent"));
    }

    /// Everything below a folder, as it stands there.
    private static List<ImageArchive.Content> contents(Path folder) throws IOException {
        var contents = new ArrayList<ImageArchive.Content>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(file -> !file.equals(folder)).sorted().toList()) {
                contents.add(content(file, folder.relativize(file).toString()));
            }
        }
        return contents;
    }

    private static ImageArchive.Content content(Path file, String target) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return new ImageArchive.Content.Link(
                    target, Files.readSymbolicLink(file).toString());
        }
        int mode = mode(file);
        return Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                ? new ImageArchive.Content.Folder(target, mode)
                : new ImageArchive.Content.File(target, file, mode);
    }

    private static int mode(Path file) throws IOException {
        int mode = 0;
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            mode |= 0400 >> permission.ordinal();
        }
        // The sticky bit of a folder such as /tmp is not among the permissions above.
        return mode | ((Integer) Files.getAttribute(file, "unix:mode") & 07000);
    }
}
