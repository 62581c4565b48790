// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import java.util.List;
import java.util.Map;

/// An image that is here.
///
/// @param id digest of its configuration, `sha256:…`
/// @param names every name it is known by, fully qualified: `docker.io/library/nginx:1.27`
/// @param digests `name@sha256:…` of the manifests it came by
/// @param bytes on this disk, unpacked
/// @param user as the image says it: empty, `1000`, `app:app`
public record Image(
        String id,
        List<String> names,
        List<String> digests,
        long bytes,
        String user,
        List<String> entryPoint,
        List<String> command,
        List<String> environment,
        String workingDirectory,
        String stopSignal,
        Map<String, String> labels) {
    public Image {
        names = List.copyOf(names);
        digests = List.copyOf(digests);
        entryPoint = List.copyOf(entryPoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
    }
}
