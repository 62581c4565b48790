// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.remotestore.Endpoint.Encryption;
import dev.skerry.remotestore.Endpoint.Login;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes the text of an endpoint apart. By hand: what MySQL's users write, `tcp(host:port)`, is no URI, and
/// passwords hold characters that a URI may not.
final class EndpointReader {
    private static final int POSTGRES_PORT = 5432;
    private static final int MYSQL_PORT = 3306;
    private static final int ETCD_PORT = 2379;

    private static final Set<String> POSTGRES_PARAMETERS =
            Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "application_name", "connect_timeout");
    private static final Set<String> MYSQL_PARAMETERS = Set.of("tls");

    private EndpointReader() {}

    static Endpoint read(String text) {
        if (text.isEmpty() || text.equals("sqlite") || text.equals("sqlite://")) {
            return new Endpoint.Embedded(Optional.empty());
        }
        int end = text.indexOf("://");
        String scheme = end < 0 ? "" : text.substring(0, end);
        String rest = end < 0 ? "" : text.substring(end + 3);
        return switch (scheme) {
            case "sqlite" -> new Endpoint.Embedded(Optional.of(Path.of(rest).toAbsolutePath()));
            case "postgres", "postgresql" -> postgres(Parts.of(rest));
            case "mysql", "mariadb" -> mysql(Parts.of(rest));
            case "http", "https", "etcd" -> etcd(scheme, text);
            // Not shown: whatever it is, it may hold a password.
            default ->
                throw new IllegalArgumentException(
                        "must be empty, sqlite://FILE, postgres://USER:PASSWORD@HOST/DATABASE,"
                                + " mysql://USER:PASSWORD@tcp(HOST:PORT)/DATABASE or https://HOST:2379,https://HOST:2379");
        };
    }

    private static Endpoint postgres(Parts parts) {
        requireKnown(parts.parameters(), POSTGRES_PARAMETERS);
        return new Endpoint.Postgres(
                HostPort.list(parts.hostsOr("127.0.0.1"), POSTGRES_PORT),
                parts.loginOr(new Login("postgres", "postgres")),
                parts.database(),
                parts.parameters());
    }

    private static Endpoint mysql(Parts parts) {
        requireKnown(parts.parameters(), MYSQL_PARAMETERS);
        String hosts = parts.hostsOr("127.0.0.1");
        if (hosts.startsWith("unix(")) {
            throw new IllegalArgumentException("unix(...) is not supported: let MySQL listen on the loopback, and"
                    + " write mysql://USER:PASSWORD@tcp(127.0.0.1:3306)/DATABASE");
        }
        if (hosts.startsWith("tcp(") && hosts.endsWith(")")) {
            hosts = hosts.substring("tcp(".length(), hosts.length() - 1);
        }
        return new Endpoint.Mysql(
                HostPort.list(hosts, MYSQL_PORT),
                parts.loginOr(new Login("root", "")),
                parts.database(),
                parts.parameters());
    }

    /// `https://a:2379,https://b:2379`; the scheme may stand before the first alone.
    private static Endpoint etcd(String scheme, String text) {
        var members = new ArrayList<HostPort>();
        Login login = Login.NONE;
        for (String one : text.split(",", -1)) {
            String member = one.strip();
            if (member.startsWith(scheme + "://")) {
                member = member.substring(scheme.length() + 3);
            } else if (member.contains("://")) {
                throw new IllegalArgumentException("the members of one etcd must all be " + scheme + "://");
            }
            Parts parts = Parts.of(member);
            login = parts.loginOr(login);
            members.addAll(HostPort.list(parts.hosts(), ETCD_PORT));
        }
        Encryption encryption = switch (scheme) {
            case "http" -> Encryption.NONE;
            case "https" -> Encryption.TLS;
            default -> Encryption.AS_FILES_SAY;
        };
        return new Endpoint.Etcd(members, encryption, login);
    }

    private static void requireKnown(Map<String, String> parameters, Set<String> known) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("the parameter " + name + " is not known; there are "
                        + String.join(", ", List.copyOf(known).stream().sorted().toList()));
            }
        }
    }

    /// `user:password@hosts/database?name=value&name=value`, each part optional.
    private record Parts(Optional<Login> login, String hosts, String path, Map<String, String> parameters) {
        static Parts of(String text) {
            // The last one: passwords are written as they are.
            int at = text.lastIndexOf('@');
            String behind = text.substring(at + 1);
            int question = behind.indexOf('?');
            String query = question < 0 ? "" : behind.substring(question + 1);
            String place = question < 0 ? behind : behind.substring(0, question);
            // Behind the bracket of tcp(...), if there is one.
            int slash = place.indexOf('/', Math.max(place.indexOf(')'), 0));
            return new Parts(
                    at < 0 ? Optional.empty() : Optional.of(login(text.substring(0, at))),
                    slash < 0 ? place : place.substring(0, slash),
                    slash < 0 ? "" : place.substring(slash + 1),
                    parameters(query));
        }

        private static Login login(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Login(decoded(text), "")
                    : new Login(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
        }

        /// A password may be written as it is or with percent signs; a lone percent sign is one.
        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
            } catch (IllegalArgumentException _) {
                return text;
            }
        }

        private static Map<String, String> parameters(String query) {
            var parameters = new HashMap<String, String>();
            for (String one : query.split("&", -1)) {
                int equals = one.indexOf('=');
                if (equals > 0) {
                    parameters.put(one.substring(0, equals), decoded(one.substring(equals + 1)));
                } else if (!one.isEmpty()) {
                    throw new IllegalArgumentException("a parameter behind the question mark must be NAME=VALUE");
                }
            }
            return parameters;
        }

        String hostsOr(String usual) {
            return hosts.isEmpty() ? usual : hosts;
        }

        Login loginOr(Login usual) {
            return login.orElse(usual);
        }

        String database() {
            return path.isEmpty() ? Endpoint.DATABASE : path;
        }
    }
}
