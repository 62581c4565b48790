// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.remotestore.Endpoint.Encryption;
import dev.skerry.remotestore.Endpoint.Login;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private static final Login POSTGRES = new Login("postgres", "postgres");

    @Test
    void nothingIsTheEmbeddedDatabase() {
        for (String text : List.of("", "sqlite", "sqlite://")) {
            assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint.Embedded(Optional.empty()));
        }
        assertThat(Endpoint.parse("sqlite:///data/state.db"))
                .isEqualTo(new Endpoint.Embedded(Optional.of(Path.of("/data/state.db"))));
    }

    @Test
    void whatIsNotSaidOfPostgresIsAsInK3s() {
        assertThat(Endpoint.parse("postgres://"))
                .isEqualTo(new Endpoint.Postgres(hosts("127.0.0.1", 5432), POSTGRES, "kubernetes", Map.of()));
        assertThat(Endpoint.parse("postgresql://ann@db/"))
                .isEqualTo(new Endpoint.Postgres(hosts("db", 5432), new Login("ann", ""), "kubernetes", Map.of()));
    }

    @Test
    void allOfPostgresIsRead() {
        assertThat(Endpoint.parse("postgres://ann:p%40ss@[fd00::1]:6000,db:7000/site?sslmode=require&sslrootcert=/ca"))
                .isEqualTo(new Endpoint.Postgres(
                        List.of(new HostPort("fd00::1", 6000), new HostPort("db", 7000)),
                        new Login("ann", "p@ss"),
                        "site",
                        Map.of("sslmode", "require", "sslrootcert", "/ca")));
    }

    @Test
    void mysqlIsReadInTheFormOfGo() {
        assertThat(Endpoint.parse("mysql://"))
                .isEqualTo(new Endpoint.Mysql(hosts("127.0.0.1", 3306), new Login("root", ""), "kubernetes", Map.of()));
        assertThat(Endpoint.parse("mysql://ann:a@b:c/d%@tcp(db:3307)/site?tls=skip-verify"))
                .isEqualTo(new Endpoint.Mysql(
                        hosts("db", 3307), new Login("ann", "a@b:c/d%"), "site", Map.of("tls", "skip-verify")));
        assertThat(Endpoint.parse("mariadb://ann:x@db:3307/site"))
                .isEqualTo(new Endpoint.Mysql(hosts("db", 3307), new Login("ann", "x"), "site", Map.of()));
    }

    @Test
    void etcdIsAListOfMembers() {
        assertThat(Endpoint.parse("https://a:2379,https://b,https://10.0.0.3:4000"))
                .isEqualTo(new Endpoint.Etcd(
                        List.of(new HostPort("a", 2379), new HostPort("b", 2379), new HostPort("10.0.0.3", 4000)),
                        Encryption.TLS,
                        Login.NONE));
        assertThat(Endpoint.parse("http://ann:x@a"))
                .isEqualTo(new Endpoint.Etcd(hosts("a", 2379), Encryption.NONE, new Login("ann", "x")));
        assertThat(Endpoint.parse("etcd://a,b"))
                .isEqualTo(new Endpoint.Etcd(
                        List.of(new HostPort("a", 2379), new HostPort("b", 2379)),
                        Encryption.AS_FILES_SAY,
                        Login.NONE));
    }

    @Test
    void whatCannotBeIsRefusedWithASentenceAndWithoutThePassword() {
        for (String text : List.of(
                "nats://ann:hidden@db",
                "db:hidden",
                "postgres://ann:hidden@db:port/",
                "postgres://ann:hidden@db/x?pool_max=3",
                "mysql://ann:hidden@unix(/run/mysqld.sock)/x",
                "mysql://ann:hidden@tcp(db)/x?tls",
                "https://ann:hidden@a,http://b")) {
            assertThatThrownBy(() -> Endpoint.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void noPasswordIsEverShown() {
        for (String text : List.of("postgres://ann:hidden@db/x", "mysql://ann:hidden@db/x", "https://ann:hidden@a")) {
            assertThat(Endpoint.parse(text).toString()).doesNotContain("hidden");
        }
        assertThat(new Login("ann", "hidden").toString()).doesNotContain("hidden");
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertThatThrownBy(() -> new TlsFiles(Optional.empty(), Optional.of(Path.of("/cert")), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<HostPort> hosts(String host, int port) {
        return List.of(new HostPort(host, port));
    }
}
