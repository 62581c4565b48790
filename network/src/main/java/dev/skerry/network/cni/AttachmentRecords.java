// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// The records of all pods, a file each.
final class AttachmentRecords {
    private static final String SUFFIX = ".json";

    private final Path folder;

    AttachmentRecords(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    List<String> pods() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        }
    }

    /// What is known of a pod. A record that cannot be read counts as one that was begun: all that might be
    /// there is taken apart, then made anew.
    Optional<AttachmentRecord> find(String pod) throws IOException {
        Path file = file(pod);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(AttachmentRecord.of(JsonReader.read(Files.readAllBytes(file))));
        } catch (JsonException broken) {
            return Optional.of(
                    new AttachmentRecord(pod, "", List.of(), List.of(), dev.skerry.foundation.json.JsonObject.EMPTY));
        }
    }

    void write(AttachmentRecord record) throws IOException {
        Path file = file(record.pod());
        Path fresh = file.resolveSibling(record.pod() + ".new");
        Files.write(fresh, JsonWriter.writeBytes(record.json()));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String pod) throws IOException {
        Files.deleteIfExists(file(pod));
    }

    private Path file(String pod) {
        boolean isPlain = !pod.isEmpty()
                && pod.length() <= 200
                && pod.chars()
                        .allMatch(
                                c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-');
        if (!isPlain) {
            throw new IllegalArgumentException("not an identifier of a pod: " + pod);
        }
        return folder.resolve(pod + SUFFIX);
    }
}
