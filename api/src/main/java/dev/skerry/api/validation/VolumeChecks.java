// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What holds for the volumes of a Pod.
final class VolumeChecks {
    private static final long MODE_MAX = 0777;

    private VolumeChecks() {}

    /// @return the names of the volumes
    static Set<String> check(Place volumes) {
        var names = new HashSet<String>();
        for (Place volume : volumes.elements()) {
            Place name = volume.at("name");
            if (!name.isEmpty()) {
                name.invalid(Names.label(name.text()));
                if (!names.add(name.text())) {
                    name.duplicate();
                }
            }
            source(volume);
        }
        return names;
    }

    /// A path within a volume.
    static void relativePath(Place path) {
        if (path.isEmpty()) {
            return;
        }
        if (path.text().startsWith("/")) {
            path.invalid("must be a relative path");
        }
        upward(path);
    }

    private static void upward(Place path) {
        if (List.of(path.text().split("/", -1)).contains("..")) {
            path.invalid("must not contain '..'");
        }
    }

    private static void source(Place volume) {
        List<String> sources =
                volume.keys().stream().filter(key -> !key.equals("name")).toList();
        if (sources.isEmpty()) {
            volume.required("must specify a volume type");
            return;
        }
        sources.stream()
                .skip(1)
                .forEach(extra -> volume.at(extra).forbidden("may not specify more than 1 volume type"));
        Place source = volume.at(sources.getFirst());
        switch (sources.getFirst()) {
            case "hostPath" -> upward(source.at("path"));
            case "secret" -> {
                source.at("secretName").isThere("");
                files(source);
            }
            case "configMap" -> {
                source.at("name").isThere("");
                files(source);
            }
            case "downwardAPI" -> files(source);
            case "projected" -> projected(source);
            case "nfs" -> {
                if (!source.at("path").text().startsWith("/")) {
                    source.at("path").invalid("must be an absolute path");
                }
            }
            default -> {}
        }
    }

    private static void projected(Place projected) {
        mode(projected.at("defaultMode"));
        for (Place source : projected.at("sources").elements()) {
            for (String kind : List.of("secret", "configMap")) {
                Place part = source.at(kind);
                if (!part.isAbsent()) {
                    part.at("name").isThere("");
                    files(part);
                }
            }
            Place seconds = source.at("serviceAccountToken", "expirationSeconds");
            if (!seconds.isAbsent() && seconds.number() < 600) {
                seconds.invalid("may not specify a duration less than 10 minutes");
            }
        }
    }

    private static void files(Place source) {
        mode(source.at("defaultMode"));
        for (Place item : source.at("items").elements()) {
            relativePath(item.at("path"));
            mode(item.at("mode"));
        }
    }

    private static void mode(Place mode) {
        if (!mode.isAbsent() && (mode.number() < 0 || mode.number() > MODE_MAX)) {
            mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
        }
    }
}
