// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the schema resource of the built-in kinds from Kubernetes' API modules, which it lets the Go
/// tool fetch. Run it from the root of the repository:
///
/// ```
/// java api/src/generator/java/dev/skerry/api/generator/SchemaGenerator.java v0.36.6
/// ```
///
/// It needs `go` on the path. The version is that of the modules; what comes out is facts only.
final class SchemaGenerator {
    private static final Path TARGET = Path.of("api/src/main/resources/dev/skerry/api/schema/types");

    private static final List<String> API_PACKAGES = List.of(
            "admissionregistration/v1",
            "apps/v1",
            "authentication/v1",
            "authorization/v1",
            "autoscaling/v1",
            "autoscaling/v2",
            "batch/v1",
            "certificates/v1",
            "coordination/v1",
            "core/v1",
            "discovery/v1",
            "events/v1",
            "flowcontrol/v1",
            "networking/v1",
            "node/v1",
            "policy/v1",
            "rbac/v1",
            "resource/v1",
            "scheduling/v1",
            "storage/v1");

    private SchemaGenerator() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String version = arguments.length == 0 ? "v0.36.6" : arguments[0];
        Map<String, GoPackage> packages = read(version);
        Files.createDirectories(TARGET);
        for (String path : packages.keySet()) {
            String text = new SchemaWriter(packages, path).write();
            Files.writeString(TARGET.resolve(TypeNames.openApi(path) + ".txt"), text);
        }
        System.out.println("wrote " + packages.size() + " packages of " + version + " to " + TARGET);
    }

    private static Map<String, GoPackage> read(String version) throws IOException, InterruptedException {
        var packages = new LinkedHashMap<String, GoPackage>();
        Path api = download("k8s.io/api", version);
        for (String name : API_PACKAGES) {
            packages.put("k8s.io/api/" + name, GoPackage.read(api.resolve(name)));
        }
        add(packages, "k8s.io/apimachinery", "pkg/apis/meta/v1", version);
        add(packages, "k8s.io/apiextensions-apiserver", "pkg/apis/apiextensions/v1", version);
        add(packages, "k8s.io/kube-aggregator", "pkg/apis/apiregistration/v1", version);
        return packages;
    }

    private static void add(Map<String, GoPackage> packages, String module, String path, String version)
            throws IOException, InterruptedException {
        packages.put(
                module + "/" + path, GoPackage.read(download(module, version).resolve(path)));
    }

    /// The folder of a module in Go's cache, fetched if it is not there.
    private static Path download(String module, String version) throws IOException, InterruptedException {
        Process go = new ProcessBuilder("go", "mod", "download", "-json", module + "@" + version)
                .directory(Files.createTempDirectory("schema-generator").toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(go.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (go.waitFor() != 0) {
            throw new IOException("go cannot fetch " + module + " " + version + ": " + answer.strip());
        }
        int start = answer.indexOf("\"Dir\": \"") + "\"Dir\": \"".length();
        return Path.of(answer.substring(start, answer.indexOf('"', start)));
    }
}
