// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.foundation.lifecycle.TerminalException;

/// The name of an image, qualified as Docker does: `nginx` is `docker.io/library/nginx:latest`.
///
/// @param registry host, perhaps with a port
/// @param tag empty if only a digest is given
/// @param digest `sha256:…` of the manifest; empty if only a tag is given
public record ImageReference(String registry, String repository, String tag, String digest) {
    private static final String DEFAULT_REGISTRY = "docker.io";
    private static final int NAME_LENGTH_MAX = 255;
    private static final int TAG_LENGTH_MAX = 128;

    /// @throws TerminalException reason `InvalidImageName`
    public static ImageReference parse(String text) {
        int at = text.indexOf('@');
        String digest = at < 0 ? "" : text.substring(at + 1);
        if (at >= 0 && !Sha256.isDigest(digest)) {
            throw invalid(text, "the digest is not sha256 and 64 digits");
        }
        String rest = at < 0 ? text : text.substring(0, at);
        int colon = rest.lastIndexOf(':');
        boolean hasTag = colon > rest.lastIndexOf('/');
        String tag = hasTag ? rest.substring(colon + 1) : digest.isEmpty() ? "latest" : "";
        if ((hasTag || digest.isEmpty()) && !isTag(tag)) {
            throw invalid(text, "\"" + tag + "\" cannot be a tag");
        }
        return qualified(text, hasTag ? rest.substring(0, colon) : rest, tag, digest);
    }

    /// `docker.io/library/nginx:1.27`; with a digest in place of a missing tag.
    public String name() {
        return tag.isEmpty() ? byDigest(digest) : registry + "/" + repository + ":" + tag;
    }

    /// `docker.io/library/nginx@sha256:…`.
    public String byDigest(String manifestDigest) {
        return registry + "/" + repository + "@" + manifestDigest;
    }

    private static ImageReference qualified(String text, String name, String tag, String digest) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        // Docker's rule: a first part with a dot or a port, or localhost, is a host; else a folder on Docker Hub.
        boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = isHost ? first : DEFAULT_REGISTRY;
        String repository = isHost ? name.substring(slash + 1) : name;
        if (registry.equals("index.docker.io")) {
            registry = DEFAULT_REGISTRY;
        }
        if (registry.equals(DEFAULT_REGISTRY) && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        if (repository.length() + registry.length() >= NAME_LENGTH_MAX) {
            throw invalid(text, "it is longer than " + NAME_LENGTH_MAX + " characters");
        }
        if (!isRepository(repository) || isHost && !isHost(registry)) {
            throw invalid(text, "names consist of lower case letters, digits and single separators . _ -");
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    private static TerminalException invalid(String text, String why) {
        String shown = text.length() > NAME_LENGTH_MAX ? text.substring(0, NAME_LENGTH_MAX) + "…" : text;
        return new TerminalException("InvalidImageName", "invalid image name \"" + shown + "\": " + why);
    }

    private static boolean isTag(String tag) {
        return !tag.isEmpty()
                && tag.length() <= TAG_LENGTH_MAX
                && tag.charAt(0) != '.'
                && tag.charAt(0) != '-'
                && tag.chars().allMatch(c -> isDigitOrLetter(c) || c == '_' || c == '.' || c == '-');
    }

    private static boolean isHost(String host) {
        boolean startsWell = isDigitOrLetter(host.charAt(0)) || host.charAt(0) == '[';
        return startsWell
                && !host.contains("..")
                && host.chars().allMatch(c -> isDigitOrLetter(c) || ".-:[]".indexOf(c) >= 0);
    }

    /// Parts between slashes, each beginning and ending with a letter or digit; in between separators
    /// may stand: one dot, one or two underscores, any number of dashes.
    private static boolean isRepository(String repository) {
        if (repository.isEmpty()) {
            return false;
        }
        int separatorStart = 0;
        for (int i = 0; i <= repository.length(); i++) {
            char c = i < repository.length() ? repository.charAt(i) : '/';
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                if (!isSeparator(repository.substring(separatorStart, i), separatorStart == 0)) {
                    return false;
                }
                separatorStart = i + 1;
            } else if (c == '/' && separatorStart != i) {
                return false;
            } else if (c != '/' && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSeparator(String text, boolean isStart) {
        return switch (text) {
            case "" -> true;
            case "/", ".", "_", "__" -> !isStart;
            default -> !isStart && text.chars().allMatch(c -> c == '-');
        };
    }

    private static boolean isDigitOrLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
