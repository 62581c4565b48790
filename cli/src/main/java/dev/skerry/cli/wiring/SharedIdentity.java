// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.security.pki.SecretFile;
import dev.skerry.security.seal.Passphrase;
import dev.skerry.security.seal.SealException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What the servers over one engine have in common (the authorities, the keys that sign tokens of ServiceAccounts,
/// the key that encrypts Secrets), kept in that engine and wrapped with a key made of the cluster's token.
///
/// The first server makes these files, as a server that is alone does, and writes them down if nobody has done so
/// before; every other one needs the token and gets the files. So an engine holds nothing that opens without the
/// token, and a machine that was lost is replaced by any other that has it.
final class SharedIdentity {
    /// Beside the objects, not among them.
    static final Key KEY = new Key("/skerry/identity");

    private static final Log LOG = Log.of("server");
    private static final String AUTHORITY = "tls/ca.pem";
    private static final List<String> NAMES =
            List.of(AUTHORITY, "tls/request-header-ca.pem", "tls/service-account.pem", "cred/encryption-key.json");
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// With 36 characters to choose from, some 160 bits.
    private static final int TOKEN_LENGTH = 32;

    private final Store store;
    private final Path server;
    private final RandomGenerator random;

    /// @param server the server's folder
    SharedIdentity(Store store, Path server, RandomGenerator random) {
        this.store = store;
        this.server = server;
        this.random = random;
    }

    /// Where a server keeps the token that it was given or has made.
    static SecretFile tokenFile(Path server) {
        return new SecretFile(server.resolve("token"));
    }

    /// Brings folder and engine to one mind.
    ///
    /// @param given the token as the user has given it; empty for the one that is kept, or a new one
    /// @param make makes the files that are missing in the folder
    /// @throws TerminalException with one clear sentence if the token is missing or wrong, or the folder is that of
    ///     another cluster
    void settle(String given, Runnable make) {
        Optional<String> kept = tokenFile(server).find().map(String::strip);
        String token = given.isEmpty() ? kept.orElse("") : given;
        Optional<Entry> found = store.find(KEY);
        if (found.isEmpty()) {
            boolean isNew = file(AUTHORITY).find().isEmpty();
            make.run();
            token = token.isEmpty() ? fresh() : token;
            found = publish(token);
            if (found.isEmpty()) {
                tokenFile(server).write(token + "\n");
                LOG.info(
                        "more servers can be started with the token",
                        "file",
                        tokenFile(server).path());
                return;
            }
            // Another server was faster; what was made a moment ago is nobody's yet.
            take(found.get(), token, isNew);
        } else {
            take(found.get(), token, false);
        }
        tokenFile(server).write(token + "\n");
    }

    /// Empty if it is written, else what another server has written before.
    private Optional<Entry> publish(String token) {
        var files = JsonObject.builder();
        for (String name : NAMES) {
            file(name).find().ifPresent(text -> files.put(name, text));
        }
        byte[] plain = files.build().toString().getBytes(UTF_8);
        byte[] wrapped = words(token).wrap(plain, random).toString().getBytes(UTF_8);
        return switch (store.create(KEY, wrapped)) {
            case Update.Done _ -> Optional.empty();
            case Update.Conflict(Entry current) -> Optional.of(current);
            case Update.Missing() -> throw new IllegalStateException("a key that must not exist is missing");
        };
    }

    private void take(Entry entry, String token, boolean mayReplace) {
        if (token.isEmpty()) {
            throw new TerminalException(
                    "TokenMissing",
                    "this datastore belongs to a cluster: start the server with --token or --token-file and what is in "
                            + "server/token in the data folder of another server of it");
        }
        JsonObject files = opened(entry, token);
        String authority = files.at(AUTHORITY).text();
        Optional<String> own = file(AUTHORITY).find();
        if (!mayReplace && own.isPresent() && !own.get().equals(authority)) {
            throw new TerminalException(
                    "AnotherCluster",
                    file(AUTHORITY).path() + " is of another cluster than the datastore: give the server another"
                            + " --data-dir, or move " + server + " away if that cluster is no more");
        }
        for (String name : NAMES) {
            String text = files.at(name).text();
            if (!text.isEmpty() && file(name).find().filter(text::equals).isEmpty()) {
                file(name).write(text);
            }
        }
    }

    private JsonObject opened(Entry entry, String token) {
        try {
            JsonObject wrapped =
                    JsonReader.read(new String(entry.value(), UTF_8)).object();
            return JsonReader.read(new String(words(token).unwrap(wrapped), UTF_8))
                    .object();
        } catch (SealException | JsonException refused) {
            throw new TerminalException(
                    "TokenWrong",
                    "the token is not that of the cluster in this datastore: give --token what is in server/token in"
                            + " the data folder of another server of it",
                    refused);
        }
    }

    /// K3s writes `K10…::server:SECRET`; what counts is the secret.
    private static Passphrase words(String token) {
        String secret = token.substring(token.lastIndexOf("::") < 0 ? 0 : token.lastIndexOf("::") + 2);
        return new Passphrase("the token", secret.startsWith("server:") ? secret.substring(7) : secret);
    }

    private String fresh() {
        var text = new StringBuilder();
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    private SecretFile file(String name) {
        return new SecretFile(server.resolve(name));
    }
}
