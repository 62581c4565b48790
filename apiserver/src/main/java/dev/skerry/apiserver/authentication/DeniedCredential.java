// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The kind of object in which people name credentials that are not to be accepted any more; see [DenyList].
public final class DeniedCredential {
    private DeniedCredential() {}

    /// The definition of the kind. It is an ordinary CustomResourceDefinition, so that whatever is wrong with
    /// an entry is refused when it is written, and kubectl explains and lists the kind as any other.
    public static KubeObject definition() {
        try (InputStream in = DeniedCredential.class.getResourceAsStream("denied-credential.json")) {
            if (in == null) {
                throw new IllegalStateException("the definition of DeniedCredential is not in the jar");
            }
            return new KubeObject(JsonReader.read(in.readAllBytes()).object());
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read", e);
        }
    }
}
