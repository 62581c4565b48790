// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.LegacyTokens;
import dev.skerry.security.token.LegacyTokens.Verification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenSecretsTest {
    private static final ObjectName SECRET = new ObjectName("plant", "forever");
    private static final ObjectName ACCOUNT = new ObjectName("plant", "builder");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Random random = new Random(1);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final LegacyTokens tokens = new LegacyTokens(List.of(Keys.generate()));
    private final Controller controller = TokenSecrets.wire(
            new ControllerParts(
                    _ -> kube,
                    informers,
                    new EventOutbox(kube, clock, random, new Metrics()),
                    clock,
                    random,
                    new Metrics()),
            tokens,
            "PEM");

    @Test
    void theAccountThatASecretNamesGetsATokenInIt() throws Exception {
        KubeObject account = kube.create(Resources.SERVICE_ACCOUNTS, account());
        kube.create(Resources.SECRETS, secret("kubernetes.io/service-account-token"));
        settle();
        KubeObject filled = kube.find(Resources.SECRETS, SECRET).orElseThrow();
        assertThat(text(filled, "ca.crt")).isEqualTo("PEM");
        assertThat(text(filled, "namespace")).isEqualTo("plant");
        assertThat(filled.annotations()).containsEntry("kubernetes.io/service-account.uid", account.uid());
        assertThat(tokens.verify(text(filled, "token"))).isInstanceOfSatisfying(Verification.Valid.class, valid -> {
            assertThat(valid.claims().user()).isEqualTo("system:serviceaccount:plant:builder");
            assertThat(valid.claims().account().uid()).isEqualTo(account.uid());
            assertThat(valid.claims().secret()).isEqualTo("forever");
        });
        String before = text(filled, "token");
        kube.update(Resources.SECRETS, filled.with(JsonObject.of("token", filled.at("data", "token")), "data"));
        settle();
        KubeObject mended = kube.find(Resources.SECRETS, SECRET).orElseThrow();
        assertThat(text(mended, "token")).as("a token that is there stays").isEqualTo(before);
        assertThat(text(mended, "ca.crt")).isEqualTo("PEM");
    }

    @Test
    void aSecretWhoseAccountIsGoneGoesToo() throws Exception {
        kube.create(Resources.SERVICE_ACCOUNTS, account());
        kube.create(Resources.SECRETS, secret("kubernetes.io/service-account-token"));
        settle();
        kube.delete(Resources.SERVICE_ACCOUNTS, ACCOUNT, Deletion.BACKGROUND);
        settle();
        assertThat(kube.find(Resources.SECRETS, SECRET)).isEmpty();
    }

    @Test
    void aNewAccountOfTheSameNameIsAnotherAccount() throws Exception {
        kube.create(Resources.SERVICE_ACCOUNTS, account());
        kube.create(
                Resources.SECRETS,
                secret("kubernetes.io/service-account-token")
                        .withAnnotation("kubernetes.io/service-account.uid", "of the former one"));
        settle();
        assertThat(kube.find(Resources.SECRETS, SECRET)).isEmpty();
    }

    @Test
    void othersSecretsAreLeftAlone() throws Exception {
        kube.create(Resources.SECRETS, secret("Opaque"));
        settle();
        assertThat(kube.find(Resources.SECRETS, SECRET).orElseThrow().at("data").isNull())
                .isTrue();
    }

    private void settle() throws InterruptedException {
        for (int moves = 0; informers.step() | controller.step(); moves++) {
            assertThat(moves).as("it comes to rest").isLessThan(1_000);
        }
    }

    private static KubeObject account() {
        return KubeObject.of(new GroupVersionKind("", "v1", "ServiceAccount"), ACCOUNT);
    }

    private static KubeObject secret(String type) {
        return KubeObject.of(new GroupVersionKind("", "v1", "Secret"), SECRET)
                .withAnnotation("kubernetes.io/service-account.name", "builder")
                .with(type, "type");
    }

    private static String text(KubeObject secret, String field) {
        byte[] bytes = Base64.getDecoder().decode(secret.at("data", field).text());
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
