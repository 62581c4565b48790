// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Images by name. Every image can be pulled, unless the registry is away just then.
final class SimulatedImages implements ImageStore {
    private static final int AWAY_PER_MILLE = 250;

    private final Hazards hazards;
    private final Weather weather;
    private final Map<String, Image> local = new TreeMap<>();

    SimulatedImages(Hazards hazards, Weather weather) {
        this.hazards = hazards;
        this.weather = weather;
    }

    @Override
    public Optional<Image> find(String reference) {
        return Optional.ofNullable(local.get(reference));
    }

    @Override
    public List<Image> images() {
        return List.copyOf(local.values());
    }

    @Override
    public Image pull(String reference, Credentials credentials, Progress progress) throws InterruptedException {
        if (weather.strikes(AWAY_PER_MILLE)) {
            throw new TransientException(REGISTRY_UNAVAILABLE, "the registry of " + reference + " cannot be reached");
        }
        return hazards.around("pull " + reference, () -> {
            local.put(reference, image(reference));
            return image(reference);
        });
    }

    @Override
    public List<Image> importArchive(Path archive) {
        throw new UnsupportedOperationException("nobody imports in the simulation: " + archive);
    }

    @Override
    public void remove(String reference) {
        local.remove(reference);
    }

    private static Image image(String name) {
        return new Image(
                "sha256:" + Integer.toHexString(name.hashCode()),
                List.of(name),
                List.of(name + "@sha256:d1"),
                1000,
                "",
                List.of("/run"),
                List.of(),
                List.of(),
                "/",
                "",
                Map.of());
    }
}
