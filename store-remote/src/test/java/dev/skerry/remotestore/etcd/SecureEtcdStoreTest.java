// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.rpc.Login;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import dev.skerry.store.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract over TLS with client certificates, as a user that may do no more than its own prefix, with a
/// login that runs out again and again; and what is said when one of these is wrong.
@Tag("engines")
class SecureEtcdStoreTest extends StoreContract {
    private static final Login USER = new Login.Password("skerry", "correct horse");

    private static Certificates certificates;
    private static EtcdServer etcd;
    private static int stores;

    @BeforeAll
    static void startEtcd(@TempDir Path folder) throws Exception {
        certificates = new Certificates(folder);
        String[] tls = certificates.etcdFlags();
        etcd = EtcdServer.alone(
                folder, tls[0], tls[1], tls[2], tls[3], "--max-request-bytes=8388608", "--auth-token-ttl=1");
        ctl("user", "add", "root:root");
        ctl("user", "grant-role", "root", "root");
        ctl("role", "add", "ours");
        ctl("role", "grant-permission", "ours", "--prefix=true", "readwrite", "/secure");
        ctl("user", "add", "skerry:correct horse");
        ctl("user", "grant-role", "skerry", "ours");
        ctl("auth", "enable");
    }

    private static void ctl(String... arguments) throws Exception {
        String[] secure = new String[arguments.length + 3];
        secure[0] = "--cacert=" + certificates.authority();
        secure[1] = "--cert=" + certificates.certificate("client");
        secure[2] = "--key=" + certificates.key("client");
        System.arraycopy(arguments, 0, secure, 3, arguments.length);
        etcd.ctl(secure);
    }

    @AfterAll
    static void stopEtcd() throws Exception {
        etcd.stop();
    }

    @Override
    protected Store open() {
        return open(USER, tls(certificates.certificate("client"), certificates.key("client")));
    }

    private static Store open(Login login, TlsFiles tls) {
        EtcdConfig config = EtcdConfig.server(List.of(etcd.address()))
                .withRoot("/secure-" + ++stores)
                .withBounds(HISTORY_MAX, QUEUE_MAX)
                .with(login)
                .with(tls)
                .withTimeout(Duration.ofSeconds(5));
        return EtcdStore.open(config, SystemClock.CLOCK, new Random(1));
    }

    private static TlsFiles tls(Path certificate, Path key) {
        return new TlsFiles(Optional.of(certificates.authority()), Optional.of(certificate), Optional.of(key));
    }

    @Override
    protected boolean aBatchHasOneRevision() {
        return true;
    }

    @Test
    void keysInOldFormsAreRead() throws Exception {
        try (Store one = open(USER, tls(certificates.certificate("client"), certificates.clientKeyAsPkcs1()))) {
            assertThat(one.count("/")).isZero();
        }
        Path key = certificates.clientKeyAsSec1();
        try (Store two = open(USER, tls(certificates.certificate("client-ec"), key))) {
            assertThat(two.count("/")).isZero();
        }
    }

    @Test
    void aWrongPasswordIsSaid() {
        TlsFiles tls = tls(certificates.certificate("client"), certificates.key("client"));

        assertThatThrownBy(() -> open(new Login.Password("skerry", "wrong"), tls))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("user skerry cannot log in")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void nobodyIsNotLetIn() {
        TlsFiles tls = tls(certificates.certificate("client-2"), certificates.key("client"));
        assertThatThrownBy(() -> open(new Login.None(), TlsFiles.NONE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining(etcd.url());
        assertThatThrownBy(() -> open(USER, tls)).hasMessageContaining("client-2.crt");
        var trustOnly = new TlsFiles(Optional.of(certificates.authority()), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> open(USER, trustOnly)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void whoMayNotWriteTheRootIsToldSo() {
        EtcdConfig config = EtcdConfig.server(List.of(etcd.address()))
                .withRoot("/elsewhere")
                .with(USER)
                .with(tls(certificates.certificate("client"), certificates.key("client")));

        assertThatThrownBy(() -> EtcdStore.open(config, SystemClock.CLOCK, new Random(1)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("permission denied");
    }

    /// The token of the login lives for a second.
    @Test
    void aLoginThatHasRunOutIsMadeAnew() throws Exception {
        store.create(key("a"), bytes("1"));
        SystemClock.CLOCK.sleep(Duration.ofSeconds(3));

        assertThat(store.find(key("a"))).isPresent();
    }
}
