// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.pki.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What all servers of a site have in common: whoever holds these files can do what any of them can. They go
/// to a server that joins, over a connection whose authority its token names, and nowhere else.
final class SharedFiles {
    /// Under the server's folder. The list is closed, so that an answer can put nothing elsewhere.
    private static final List<String> NAMES = List.of(
            "tls/ca.pem",
            "tls/request-header-ca.pem",
            "tls/service-account.pem",
            MemberCertificates.AUTHORITY,
            ServerToken.FILE,
            "cred/encryption-key.json");

    private final Path server;

    SharedFiles(Path server) {
        this.server = server;
    }

    /// Whether this server has them: whether it has begun a site or joined one.
    boolean areThere() {
        return file(MemberCertificates.AUTHORITY).find().isPresent();
    }

    JsonObject read() {
        var files = new ArrayList<Object>();
        for (String name : NAMES) {
            file(name).find().ifPresent(text -> files.addAll(List.of(name, text)));
        }
        return JsonObject.of(files.toArray());
    }

    /// Writes what another server has answered. The etcd authority comes last: it says that all are there.
    void write(Json files) throws IOException {
        for (String name : NAMES) {
            String content = files.at(name).text();
            if (!content.isEmpty() && !name.equals(MemberCertificates.AUTHORITY)) {
                file(name).write(content);
            }
        }
        String authority = files.at(MemberCertificates.AUTHORITY).text();
        if (authority.isEmpty()) {
            throw new IOException("the other server runs no etcd of its own; start it with --cluster-init");
        }
        file(MemberCertificates.AUTHORITY).write(authority);
    }

    private SecretFile file(String name) {
        return new SecretFile(server.resolve(name));
    }
}
