// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Texts in base64, from strangers.
final class Base64Text {
    private Base64Text() {}

    /// The text in base64, of either alphabet; empty if it is not that.
    static Optional<String> find(String encoded) {
        try {
            String plain = encoded.replace('-', '+').replace('_', '/');
            byte[] bytes = Base64.getDecoder().decode(plain.getBytes(StandardCharsets.UTF_8));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            // Not base64: to the caller the same as nothing.
            return Optional.empty();
        }
    }
}
