// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.store.memory.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What goes on to those who answer.
class ProxyAuthenticatorTest {
    @Test
    void headersThatSayWhoIsAskingStayHere() {
        var authority = CertificateAuthority.create("proxies", SystemClock.CLOCK);
        var headers = new RemoteHeaders(
                List.of("X-Sso-User"), List.of("X-Sso-Uid"), List.of("X-Sso-Group"), List.of("X-Sso-Extra-"));
        var authenticator = new ProxyAuthenticator(
                new TrustedProxy(authority.chain(), Set.of(), headers),
                new DenyList(new ObjectStorage(new MemoryStore())));
        Map<String, List<String>> sent = Map.of(
                "x-sso-user", List.of("jane"),
                "x-sso-uid", List.of("1"),
                "x-sso-group", List.of("a", "b"),
                "x-sso-extra-scope", List.of("view"),
                "x-sso-extras", List.of("kept"),
                "accept", List.of("application/json"));
        var request = new Request("GET", "/", Map.of(), sent, new byte[0], List.of(), "here");
        assertThat(authenticator.withoutCredentials(request).headers()).containsOnlyKeys("x-sso-extras", "accept");
    }
}
