// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/// Where else the images of a registry are found.
///
/// @param endpoints with scheme; asked in order. One without a path serves at `/v2`, one with a path right there
/// @param rewrites what the mirror calls a repository; the first that matches counts
public record RegistryMirror(List<URI> endpoints, List<Rewrite> rewrites) {
    public RegistryMirror {
        endpoints = endpoints.stream().map(RegistryMirror::withPath).toList();
        rewrites = List.copyOf(rewrites);
    }

    /// @param replacement with `$1` for what the first group of the pattern matched
    public record Rewrite(Pattern pattern, String replacement) {}

    String rewritten(String repository) {
        return rewrites.stream()
                .filter(rewrite -> rewrite.pattern().matcher(repository).find())
                .findFirst()
                .map(rewrite -> rewrite.pattern().matcher(repository).replaceAll(rewrite.replacement()))
                .orElse(repository);
    }

    private static URI withPath(URI endpoint) {
        String text = endpoint.toString();
        String root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return URI.create(endpoint.getRawPath().length() > 1 ? root : root + "/v2");
    }
}
