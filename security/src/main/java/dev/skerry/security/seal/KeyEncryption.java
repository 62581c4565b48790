// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import dev.skerry.foundation.json.JsonObject;
import java.util.random.RandomGenerator;

/// What wraps the key ring: the one secret that is not in the store. A file, a passphrase, or something in the
/// machine that never gives its key out; an implementation writes into the wrapped form whatever it needs
/// beside its secret.
public interface KeyEncryption {
    /// How messages call it: `the key in /var/lib/…`.
    String name();

    JsonObject wrap(byte[] plain, RandomGenerator random);

    /// @throws SealException with `WRONG_KEY` if it was wrapped with another secret or by another kind, with
    ///     `DAMAGED` if it is not what was wrapped
    byte[] unwrap(JsonObject wrapped);
}
