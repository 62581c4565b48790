// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.security.pki.SecretFile;
import java.nio.file.Path;
import java.util.List;

/// Where the members of the site's etcd were when it was last known: for a start at which nobody answers yet.
final class KnownMembers {
    private final SecretFile file;

    KnownMembers(Path server) {
        this.file = new SecretFile(server.resolve("db").resolve("etcd-members"));
    }

    void remember(List<String> urls) {
        String text = String.join("\n", urls.stream().sorted().toList());
        if (!file.find().filter(text::equals).isPresent()) {
            file.write(text);
        }
    }

    /// All but the one at this port of this machine, which is asked first anyway.
    List<Address> others(Address own) {
        return file.find()
                .orElse("")
                .lines()
                .map(Address::parse)
                .filter(address -> !address.equals(own))
                .toList();
    }
}
