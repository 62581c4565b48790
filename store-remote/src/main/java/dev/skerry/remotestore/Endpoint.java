// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a store is, as `--datastore-endpoint` says it. The texts are those that K3s takes:
///
/// ```
/// sqlite:///var/lib/skerry/state.db
/// postgres://user:password@db.example.com:5432/kubernetes?sslmode=verify-full
/// mysql://user:password@tcp(db.example.com:3306)/kubernetes?tls=true
/// https://etcd-0:2379,https://etcd-1:2379,https://etcd-2:2379
/// ```
///
/// [#toString] never shows a password.
public sealed interface Endpoint {
    /// What PostgreSQL and MySQL are called when nobody says.
    String DATABASE = "kubernetes";

    /// The embedded SQLite.
    ///
    /// @param file empty for the usual place
    record Embedded(Optional<Path> file) implements Endpoint {
        @Override
        public String toString() {
            return file.map(path -> "sqlite://" + path).orElse("sqlite");
        }
    }

    /// @param hosts the same database on several machines, of which one takes writes
    /// @param parameters what stood behind the question mark, each checked to be one that we know
    record Postgres(List<HostPort> hosts, Login login, String database, Map<String, String> parameters)
            implements Endpoint {
        public Postgres {
            hosts = List.copyOf(hosts);
            parameters = Map.copyOf(parameters);
        }

        @Override
        public String toString() {
            return "postgres://" + HostPort.text(hosts) + "/" + database;
        }
    }

    /// MySQL or MariaDB.
    ///
    /// @param hosts the same database on several machines, of which one takes writes
    /// @param parameters what stood behind the question mark, each checked to be one that we know
    record Mysql(List<HostPort> hosts, Login login, String database, Map<String, String> parameters)
            implements Endpoint {
        public Mysql {
            hosts = List.copyOf(hosts);
            parameters = Map.copyOf(parameters);
        }

        @Override
        public String toString() {
            return "mysql://" + HostPort.text(hosts) + "/" + database;
        }
    }

    /// @param login of etcd's own users; both texts empty for none
    record Etcd(List<HostPort> members, Encryption encryption, Login login) implements Endpoint {
        public Etcd {
            members = List.copyOf(members);
        }

        @Override
        public String toString() {
            return "etcd://" + HostPort.text(members);
        }
    }

    /// How an etcd is spoken to.
    enum Encryption {
        /// Said by `http://`.
        NONE,
        /// Said by `https://`.
        TLS,
        /// Said by `etcd://`: TLS if certificates are given, and none otherwise.
        AS_FILES_SAY
    }

    /// Who we are to the engine. Never shown.
    record Login(String user, String password) {
        public static final Login NONE = new Login("", "");

        @Override
        public String toString() {
            return user.isEmpty() ? "nobody" : user + " with a password that is not shown";
        }
    }

    /// Reads an endpoint.
    ///
    /// @throws IllegalArgumentException with a sentence for whoever wrote it, without the password
    static Endpoint parse(String text) {
        return EndpointReader.read(text);
    }
}
