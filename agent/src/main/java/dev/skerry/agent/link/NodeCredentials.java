// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.CredentialFile;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What a node keeps of having joined, in one folder: its key, made here and never sent anywhere; its
/// certificate; the authority it trusts; and which server it belongs to under which name.
///
/// The key is on disk before it is first used: a join whose answer got lost is finished with the same key.
public final class NodeCredentials {
    private static final String KEY = "key.pem";
    private static final String CERTIFICATE = "node.pem";
    private static final String AUTHORITY = "ca.pem";
    private static final String MEMBERSHIP = "membership.json";

    private final Path folder;

    public NodeCredentials(Path folder) {
        this.folder = folder;
    }

    /// Whether a node has joined with this folder.
    public static boolean hasJoined(Path folder) {
        return Files.exists(folder.resolve(MEMBERSHIP)) && Files.exists(folder.resolve(CERTIFICATE));
    }

    /// Which server, under which name.
    record Membership(String server, String node) {}

    Optional<Membership> membership() {
        return new SecretFile(folder.resolve(MEMBERSHIP)).find().map(text -> {
            Json json = JsonReader.read(text);
            return new Membership(json.at("server").text(), json.at("node").text());
        });
    }

    Optional<Credential> credential() {
        return new CredentialFile(folder.resolve(CERTIFICATE)).find();
    }

    List<X509Certificate> authorities() {
        return new SecretFile(folder.resolve(AUTHORITY))
                .find()
                .map(Pem::readCertificates)
                .orElse(List.of());
    }

    /// The node's key, made at the first call.
    KeyPair key() {
        var file = new SecretFile(folder.resolve(KEY));
        Optional<String> known = file.find();
        if (known.isPresent()) {
            return new KeyPair(
                    Keys.decodePublic(Pem.readFirst(Pem.PUBLIC_KEY, known.get())),
                    Keys.decodePrivate(Pem.readFirst(Pem.PRIVATE_KEY, known.get())));
        }
        KeyPair fresh = Keys.generate();
        file.write(Keys.toPem(fresh.getPrivate())
                + Pem.write(Pem.PUBLIC_KEY, fresh.getPublic().getEncoded()));
        return fresh;
    }

    /// Keeps what the server has answered. The membership comes last: it says that all of it is there.
    void keep(Credential credential, List<X509Certificate> authorities, Membership membership) {
        new SecretFile(folder.resolve(AUTHORITY)).write(Pem.write(authorities));
        new CredentialFile(folder.resolve(CERTIFICATE)).write(credential);
        new SecretFile(folder.resolve(MEMBERSHIP))
                .write(JsonObject.of("server", membership.server(), "node", membership.node())
                        .toString());
    }

    /// The server to dial: the one that was named now, else the one that was joined.
    ///
    /// @throws TerminalException if the folder belongs to a node with another name, or no server is known
    Membership resolve(LinkConfig config) {
        Optional<Membership> known = membership();
        if (known.isPresent() && !known.get().node().equals(config.node())) {
            throw new TerminalException(
                    "NodeNameChanged",
                    "this machine has joined as node \"" + known.get().node() + "\" and cannot run as \""
                            + config.node() + "\"; start it with --node-name "
                            + known.get().node()
                            + ", or remove " + folder + " and join again with a new token");
        }
        String server =
                config.server().isEmpty() ? known.map(Membership::server).orElse("") : config.server();
        if (server.isEmpty()) {
            throw new TerminalException(
                    "NoServer", "no server is known: start the agent with --server https://HOST:6443 and --token");
        }
        return new Membership(server, config.node());
    }
}
