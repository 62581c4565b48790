// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.sealed.EncryptionEndpoint;
import dev.skerry.apiserver.sealed.Resealer;
import dev.skerry.apiserver.sealed.RingInStore;
import dev.skerry.apiserver.sealed.SealedKeys;
import dev.skerry.apiserver.sealed.SealedStore;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.SecretFile;
import dev.skerry.security.seal.FileKey;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.Passphrase;
import dev.skerry.security.seal.SealException;
import dev.skerry.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Encryption of what is at rest, always on: the store as the server sees it, what seals old values anew, and
/// where the administrator asks about it.
final class EncryptionWiring {
    private final SealedStore store;
    private final Resealer resealer;

    private EncryptionWiring(SealedStore store, Resealer resealer) {
        this.store = store;
        this.resealer = resealer;
    }

    /// @param inner the store as it lies on the disk
    /// @throws TerminalException with one clear sentence if the key is missing or wrong
    static EncryptionWiring of(
            Store inner, Path serverData, Optional<Path> passphraseFile, Clock clock, RandomGenerator random) {
        KeyEncryption key = key(inner, serverData, passphraseFile, random);
        var ring = RingInStore.open(inner, SealedKeys.STANDARD, key, clock, random);
        return new EncryptionWiring(
                new SealedStore(inner, SealedKeys.STANDARD, ring, random),
                new Resealer(inner, SealedKeys.STANDARD, ring, clock, random));
    }

    /// Where the key lies that servers of one store share: as a text of one line.
    static SecretFile keyFile(Path serverData) {
        return new SecretFile(serverData.resolve("cred").resolve("encryption-key.json"));
    }

    Store store() {
        return store;
    }

    void mountOn(ApiServer api) {
        api.mountInside(EncryptionEndpoint.PATH, new EncryptionEndpoint(resealer)::answer);
    }

    void start(TaskGroup tasks) {
        tasks.start("encryption", resealer::run);
    }

    /// What one server does for all.
    void lead() throws InterruptedException {
        resealer.lead();
    }

    /// Makes the key in its file if there shall be one and is none, before anything is encrypted with it.
    static void makeKey(Store inner, Path serverData, Optional<Path> passphraseFile, RandomGenerator random) {
        key(inner, serverData, passphraseFile, random);
    }

    private static KeyEncryption key(
            Store inner, Path serverData, Optional<Path> passphraseFile, RandomGenerator random) {
        try {
            if (passphraseFile.isPresent()) {
                return passphrase(passphraseFile.get());
            }
            SecretFile file = keyFile(serverData);
            String name = "the key in " + file.path();
            Optional<String> known = file.find();
            if (known.isPresent()) {
                return FileKey.parse(name, known.get());
            }
            if (RingInStore.isThere(inner)) {
                throw new TerminalException(
                        "EncryptionKeyMissing",
                        "the secrets in the store are encrypted, and " + name + " is missing: put the file back, or"
                                + " give --encryption-passphrase-file if they are protected by a passphrase");
            }
            String fresh = FileKey.create(random);
            file.write(fresh);
            return FileKey.parse(name, fresh);
        } catch (SealException refused) {
            throw new TerminalException("EncryptionKeyWrong", String.valueOf(refused.getMessage()), refused);
        }
    }

    private static Passphrase passphrase(Path file) {
        try {
            return new Passphrase(
                    "the passphrase in " + file, Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new TerminalException(
                    "EncryptionKeyMissing", "cannot read the passphrase in " + file + ": " + unreadable, unreadable);
        }
    }
}
