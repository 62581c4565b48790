// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.agent.volume.TokenSource;
import dev.skerry.api.edge.ApiCall;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodTokensTest {
    private static final TokenSource.Request REQUEST =
            new TokenSource.Request(new ObjectName("default", "web-0"), "u-1", "default", "", 3600);

    /// Stands still until it is told to move.
    private static final class Standing implements Clock {
        private Instant now = Instant.parse("2026-11-23T10:00:00Z");

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return now.toEpochMilli() * 1_000_000;
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
        }
    }

    private final Standing clock = new Standing();
    private final MemoryStore store = new MemoryStore();
    private boolean isConnected = true;
    private int issued;
    private final PodTokens tokens = new PodTokens(store, this::answer, clock);

    private Optional<KubeObject> answer(ApiCall call) {
        if (!isConnected) {
            throw new TransientException("NotConnected", "no server");
        }
        issued++;
        return Optional.of(KubeObject.of(GroupVersionKind.of("v1", "TokenRequest"), ObjectName.cluster(""))
                .with(
                        JsonObject.of(
                                "token",
                                "t-" + issued,
                                "expirationTimestamp",
                                clock.now().plusSeconds(3600).toString()),
                        "status"));
    }

    @Test
    void aTokenIsAskedForOnceAndSurvivesARestartWithoutTheServer() {
        assertThat(tokens.token(REQUEST).text()).isEqualTo("t-1");
        isConnected = false;
        assertThat(new PodTokens(store, this::answer, clock).token(REQUEST).text())
                .isEqualTo("t-1");
    }

    @Test
    void itIsRenewedInTheBackgroundFromFourFifthsOfItsLife() {
        tokens.token(REQUEST);
        clock.sleep(Duration.ofMinutes(47));
        tokens.renewDue();
        assertThat(issued).isEqualTo(1);
        clock.sleep(Duration.ofMinutes(2));
        assertThat(tokens.token(REQUEST).text()).isEqualTo("t-1");
        tokens.renewDue();
        assertThat(tokens.token(REQUEST).text()).isEqualTo("t-2");
    }

    @Test
    void anExpiredTokenIsKeptWhileThereIsNoBetterOne() {
        tokens.token(REQUEST);
        isConnected = false;
        clock.sleep(Duration.ofDays(30));
        tokens.renewDue();
        assertThat(tokens.token(REQUEST).text()).isEqualTo("t-1");
        isConnected = true;
        assertThat(tokens.token(REQUEST).text()).isEqualTo("t-2");
    }

    @Test
    void withoutATokenAndAServerTheCallerTriesAgain() {
        isConnected = false;
        assertThatThrownBy(() -> tokens.token(REQUEST)).isInstanceOf(TransientException.class);
    }

    @Test
    void tokensGoWithTheirPod() {
        tokens.token(REQUEST);
        tokens.forget("u-1");
        assertThat(tokens.token(REQUEST).text()).isEqualTo("t-2");
    }
}
