// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.client.ManualClock;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControllerTest {
    private static final ObjectName WEB = new ObjectName("default", "web");

    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();

    private Controller controller(Reconciler reconciler) {
        var controller = new Controller("test", reconciler, List.of(), clock, new Random(1), metrics);
        controller.enqueue(WEB);
        return controller;
    }

    @Test
    void whatFailsForAMomentIsTriedAgainLater() throws Exception {
        var controller = controller(_ -> {
            throw new TransientException("Unreachable", "no answer");
        });
        assertThat(controller.step()).isTrue();
        assertThat(controller.step()).isFalse();
        clock.advance(controller.untilNext().orElseThrow());
        assertThat(controller.step()).isTrue();
    }

    @Test
    void whatTheServerRefusesIsTriedAgainLater() throws Exception {
        var controller = controller(_ -> {
            throw StatusException.badRequest("no");
        });
        controller.step();
        assertThat(controller.untilNext()).isPresent();
    }

    @Test
    void whatCannotBeMendedWaitsForAChange() throws Exception {
        var controller = controller(_ -> {
            throw new TerminalException("Invalid", "no such thing");
        });
        controller.step();
        assertThat(controller.untilNext()).isEmpty();
    }

    @Test
    void aBugIsNotHidden() {
        var controller = controller(_ -> {
            throw new IllegalStateException("bug");
        });
        assertThatThrownBy(controller::step).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPassMayAskForAnother() throws Exception {
        var controller = controller(_ -> new Outcome.Again(Duration.ofSeconds(5)));
        controller.step();
        assertThat(controller.untilNext()).contains(Duration.ofSeconds(5));
        assertThat(metrics.text()).contains("skerry_reconcile_total{controller=\"test\",outcome=\"again\"} 1");
    }
}
