// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/// The public keys of somebody who signs tokens, as they publish them (a JSON Web Key Set). Keys of kinds that
/// we do not verify with are passed over. Immutable.
public final class WebKeys {
    public static final WebKeys NONE = new WebKeys(List.of());

    private final List<WebKey> keys;

    private WebKeys(List<WebKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /// @throws IllegalArgumentException if the document is none
    public static WebKeys read(byte[] document) {
        Json set;
        try {
            set = JsonReader.read(document);
        } catch (JsonException e) {
            throw new IllegalArgumentException("the keys are not JSON: " + e.getMessage(), e);
        }
        var keys = new ArrayList<WebKey>();
        for (Json key : set.at("keys").elements()) {
            WebKey.find(key).ifPresent(keys::add);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key in it that tokens could be verified with");
        }
        return new WebKeys(keys);
    }

    /// Whether one of these may have signed the token, going by the name that the token gives.
    public boolean mayKnow(ForeignToken token) {
        return keys.stream().anyMatch(key -> key.isMeantBy(token));
    }

    /// Whether one of these has signed the token.
    public boolean haveSigned(ForeignToken token) {
        return keys.stream().anyMatch(key -> key.isMeantBy(token) && key.hasSigned(token));
    }
}
