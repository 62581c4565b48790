// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

/// Who calls, when etcd's authentication is on.
public sealed interface Login {
    /// Nobody, or whoever the client's certificate names.
    record None() implements Login {}

    record Password(String user, String password) implements Login {
        @Override
        public String toString() {
            return "user " + user;
        }
    }
}
