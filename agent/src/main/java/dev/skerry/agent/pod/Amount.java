// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;

/// How much processor and memory.
record Amount(long cpuMillis, long memoryBytes) {
    static final Amount NOTHING = new Amount(0, 0);

    /// What the pod asks for in all. Its containers run side by side; init containers before them, one after another,
    /// and beside the sidecars that were started before.
    static Amount of(WantedPod pod) {
        Amount together = NOTHING;
        Amount sidecars = NOTHING;
        Amount starting = NOTHING;
        for (WantedContainer container : pod.lasting()) {
            Amount own = of(container);
            switch (container.kind()) {
                case MAIN -> together = together.plus(own);
                case SIDECAR -> {
                    sidecars = sidecars.plus(own);
                    starting = starting.most(sidecars);
                }
                case INIT -> starting = starting.most(sidecars.plus(own));
                case EPHEMERAL -> {
                    // Not among the lasting ones.
                }
            }
        }
        return together.plus(sidecars).most(starting);
    }

    private static Amount of(WantedContainer container) {
        return new Amount(
                asked(container, "cpu").milliValue(), asked(container, "memory").value());
    }

    /// A limit without a request is one as well.
    private static Quantity asked(WantedContainer container, String resource) {
        Json request = container.spec().at("resources", "requests", resource);
        return Quantity.read(request.isNull() ? container.spec().at("resources", "limits", resource) : request);
    }

    Amount plus(Amount other) {
        return new Amount(cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes);
    }

    Amount minus(Amount other) {
        return new Amount(cpuMillis - other.cpuMillis, memoryBytes - other.memoryBytes);
    }

    private Amount most(Amount other) {
        return new Amount(Math.max(cpuMillis, other.cpuMillis), Math.max(memoryBytes, other.memoryBytes));
    }
}
