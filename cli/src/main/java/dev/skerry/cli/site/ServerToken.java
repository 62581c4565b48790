// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.security.pki.SecretFile;
import dev.skerry.security.token.JoinToken;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;

/// What a machine shows to become one more server. It is the key to everything, so it is no token that a node
/// could have: it is made once, lies in a file that the administrator alone reads, and is of the same form.
final class ServerToken {
    static final String FILE = "server-token";

    /// Instead of the six characters of a node's token; no bootstrap token may bear them.
    private static final String ID = "server";

    private ServerToken() {}

    /// Reads it, or makes it.
    static JoinToken of(Path server, X509Certificate authority) {
        var file = new SecretFile(server.resolve(FILE));
        return file.find().map(JoinToken::parse).orElseGet(() -> {
            var fresh = JoinToken.create(authority, new SecureRandom());
            var token = new JoinToken(fresh.authority(), ID, fresh.secret());
            file.write(token.format() + "\n");
            return token;
        });
    }
}
