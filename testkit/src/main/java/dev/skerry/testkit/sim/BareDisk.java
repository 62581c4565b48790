// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.apiserver.access.ClusterBootstrap;
import dev.skerry.apiserver.authorization.DefaultRoleReconciliation.Step;
import dev.skerry.client.KubeClient;
import dev.skerry.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// The disk of a server that has been started once and has what every cluster has. Made once and copied for each
/// simulation, since it takes longer than many a simulation.
final class BareDisk {
    private static final MemoryStore FIRST = furnished();

    private BareDisk() {}

    static MemoryStore copy() {
        return FIRST.snapshot();
    }

    private static MemoryStore furnished() {
        var disk = new MemoryStore();
        var random = new SplittableRandom(1);
        var weather = new Weather(random);
        weather.clear();
        var surroundings =
                new Surroundings(new VirtualClock(), random, weather, PlantedBug.NONE, Path.of("never written"));
        var server = new SimulatedServer(disk, new Truth(disk), surroundings);
        KubeClient user = server.user();
        for (Step step : ClusterBootstrap.plan(server.storage())) {
            switch (step) {
                case Step.Create(var resource, var object) -> user.create(resource, object);
                case Step.Update(var resource, var object) -> user.update(resource, object);
            }
        }
        return disk;
    }
}
