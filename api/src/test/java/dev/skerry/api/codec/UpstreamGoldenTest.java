// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Reads and writes every object of upstream's own test data, which is not part of this repository:
/// `-Dtest.arguments=-Dskerry.upstream=…/k8s.io/api@v0.36.6/testdata/HEAD` names the folder.
@EnabledIfSystemProperty(named = "skerry.upstream", matches = ".+")
class UpstreamGoldenTest {
    @Test
    void everyBuiltInKindReadsAndWritesAsUpstreamDoes() throws IOException {
        var failures = new ArrayList<String>();
        int count = 0;
        for (Path file : files()) {
            byte[] protobuf = Files.readAllBytes(Path.of(file.toString().replaceAll("json$", "pb")));
            JsonObject json = JsonReader.read(Files.readAllBytes(file)).object();
            KubeObject object = new KubeObject(json);
            if (Schemas.builtIn().find(object.kind()).isEmpty()) {
                continue;
            }
            count++;
            Json read = Protobuf.decode(protobuf).tree();
            if (!read.equals(json)) {
                failures.add("reading " + file.getFileName() + "\n" + read + "\n" + json);
            } else if (!java.util.Arrays.equals(Protobuf.encode(object), protobuf)) {
                failures.add("writing " + file.getFileName());
            }
        }
        System.out.println("objects compared: " + count);
        assertThat(failures).isEmpty();
        assertThat(count).isGreaterThan(60);
    }

    private static List<Path> files() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("skerry.upstream")))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
