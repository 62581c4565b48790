// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The built-in kinds: their schemas, and the resources they are served as.
///
/// Everything is read from the program's own resources when first asked for; a type that nobody asks
/// for costs nothing. Custom resources are not here: whoever serves them keeps their schemas.
public final class Schemas {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1";
    private static final Schemas BUILT_IN = new Schemas();

    private final Map<GroupVersion, String> packages;
    private final List<ResourceType> resourceTypes;
    private final Map<GroupVersionResource, ResourceType> byResource = new HashMap<>();
    private final Map<GroupVersionKind, ResourceType> byKind = new HashMap<>();
    private final Map<String, TypePackage> loaded = new ConcurrentHashMap<>();

    private Schemas() {
        var table = new ResourceTable(resourceLines());
        packages = table.packages();
        resourceTypes = List.copyOf(table.types());
        resourceTypes.forEach(type -> {
            byResource.put(type.resource(), type);
            byKind.put(type.groupVersionKind(), type);
        });
    }

    public static Schemas builtIn() {
        return BUILT_IN;
    }

    /// The schema of a kind: of an object, a list (`PodList`), or what goes in or out of a subresource.
    /// Kinds of `meta.k8s.io/v1` (`Status`, `DeleteOptions` …) are found in every group and version.
    public Optional<ObjectSchema> find(GroupVersionKind kind) {
        String home = packages.get(kind.groupVersion());
        Optional<ObjectSchema> own =
                home == null ? Optional.empty() : inPackage(home).find(kind.kind());
        return own.isPresent() ? own : inPackage(META).find(kind.kind()).filter(ObjectSchema::isKind);
    }

    /// The schema of a type by OpenAPI's name for it, `io.k8s.api.core.v1.PodSpec`.
    ///
    /// @throws IllegalArgumentException if there is none
    public ObjectSchema type(String typeName) {
        int dot = typeName.lastIndexOf('.');
        return inPackage(typeName.substring(0, dot))
                .find(typeName.substring(dot + 1))
                .orElseThrow(() -> new IllegalArgumentException("no built-in type " + typeName));
    }

    /// The metadata that every object carries.
    public ObjectSchema objectMeta() {
        return type(META + ".ObjectMeta");
    }

    /// All built-in resources, in the order in which discovery lists their groups and versions.
    public List<ResourceType> resourceTypes() {
        return resourceTypes;
    }

    public Optional<ResourceType> findResource(GroupVersionResource resource) {
        return Optional.ofNullable(byResource.get(resource));
    }

    /// The resource as which a kind is served.
    public Optional<ResourceType> findResource(GroupVersionKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    private TypePackage inPackage(String name) {
        return loaded.computeIfAbsent(name, absent -> TypePackage.load(absent, this));
    }

    private static List<String> resourceLines() {
        try (InputStream in = Schemas.class.getResourceAsStream("resources.txt")) {
            if (in == null) {
                throw new IllegalStateException("no resource resources.txt beside " + Schemas.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of built-in resources", e);
        }
    }
}
