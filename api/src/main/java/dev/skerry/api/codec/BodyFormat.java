// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import java.util.Locale;
import java.util.Optional;

/// The forms in which an object can be a request's body.
public enum BodyFormat {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    BodyFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// @param contentType as the header has it, with or without parameters; empty means JSON
    public static Optional<BodyFormat> find(String contentType) {
        int semicolon = contentType.indexOf(';');
        String bare = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        if (bare.isEmpty()) {
            return Optional.of(JSON);
        }
        for (BodyFormat format : values()) {
            if (format.mediaType.equals(bare)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
