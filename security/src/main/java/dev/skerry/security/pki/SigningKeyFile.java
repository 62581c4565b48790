// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/// Key pairs on disk, private and public key of each one after the other. The first one signs; the
/// others are former ones whose signatures still count.
public final class SigningKeyFile {
    private final SecretFile file;

    public SigningKeyFile(Path path) {
        this.file = new SecretFile(path);
    }

    /// The keys; made and stored when the file is not there yet.
    ///
    /// @throws PkiException if the file is there and holds something else
    public List<KeyPair> loadOrCreate() {
        return file.find().map(this::parse).orElseGet(this::create);
    }

    private List<KeyPair> create() {
        var keys = Keys.generate();
        file.write(Keys.toPem(keys.getPrivate())
                + Pem.write(Pem.PUBLIC_KEY, keys.getPublic().getEncoded()));
        return List.of(keys);
    }

    private List<KeyPair> parse(String pem) {
        var blocks = Pem.read(pem);
        var keys = new ArrayList<KeyPair>();
        for (int i = 0; i + 1 < blocks.size(); i += 2) {
            var pair = new KeyPair(
                    Keys.decodePublic(blocks.get(i + 1).der()),
                    Keys.decodePrivate(blocks.get(i).der()));
            if (!Keys.match(pair.getPrivate(), pair.getPublic())) {
                throw new PkiException("in " + file.path() + " a public key does not belong to its private key");
            }
            keys.add(pair);
        }
        if (keys.isEmpty()) {
            throw new PkiException(file.path() + " holds no keys: restore it from a backup, or remove it to have "
                    + "one made; every ServiceAccount token must then be issued anew");
        }
        return List.copyOf(keys);
    }
}
