// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Has the image of a container here before it starts, as its pull policy says.
///
/// Two things differ from Kubernetes, for nodes whose link is down: a container that starts again uses the
/// image that is here, whatever its policy; and if the policy is `Always` but the registry cannot be
/// reached, the image that is here is used.
final class ImageProvider {
    /// More at a time would only share the same slow link.
    static final int PULLS_MAX = 2;

    private final ImageStore images;
    private final ObjectCache cache;
    private final Clock clock;
    private final Semaphore pulls = new Semaphore(PULLS_MAX);

    ImageProvider(ImageStore images, ObjectCache cache, Clock clock) {
        this.images = images;
        this.cache = cache;
        this.clock = clock;
    }

    /// @throws TransientException with the reason that the container's status is to show
    Image provide(WantedPod pod, Step.Start step, PodEvents events) throws InterruptedException {
        WantedContainer container = step.container();
        Optional<Image> present = find(pod, container, events);
        return switch (container.pullPolicy()) {
            case NEVER -> present.orElseThrow(() -> neverPulled(pod, container, events));
            case IF_NOT_PRESENT ->
                present.isPresent() ? present(pod, container, present.get(), events) : pull(pod, container, events);
            case ALWAYS ->
                step.attempt() > 0 && present.isPresent()
                        ? present(pod, container, present.get(), events)
                        : pullOrKeep(pod, container, present, events);
        };
    }

    private Optional<Image> find(WantedPod pod, WantedContainer container, PodEvents events) {
        try {
            return images.find(container.image());
        } catch (TerminalException invalid) {
            String message = "Failed to apply default image tag \"" + container.image()
                    + "\": couldn't parse image name \"" + container.image() + "\": invalid reference format";
            events.warning(pod, container.name(), "InspectFailed", message);
            events.warning(pod, container.name(), "Failed", "Error: " + invalid.reason());
            throw new TransientException(invalid.reason(), message, invalid);
        }
    }

    private static Image present(WantedPod pod, WantedContainer container, Image image, PodEvents events) {
        events.normal(
                pod,
                container.name(),
                "Pulled",
                "Container image \"" + container.image() + "\" already present on machine");
        return image;
    }

    private static TransientException neverPulled(WantedPod pod, WantedContainer container, PodEvents events) {
        String message = "Container image \"" + container.image() + "\" is not present with pull policy of Never";
        events.warning(pod, container.name(), "ErrImageNeverPull", message);
        events.warning(pod, container.name(), "Failed", "Error: ErrImageNeverPull");
        return new TransientException("ErrImageNeverPull", message);
    }

    private Image pullOrKeep(WantedPod pod, WantedContainer container, Optional<Image> present, PodEvents events)
            throws InterruptedException {
        try {
            return pull(pod, container, events);
        } catch (TransientException failed) {
            // A site without its registry goes on with what it has. A registry that says no means it: the pod may
            // have no right to the image, whoever has pulled it before.
            boolean isUnavailable = failed.getCause() instanceof TransientException cause
                    && cause.reason().equals(ImageStore.REGISTRY_UNAVAILABLE);
            if (!isUnavailable) {
                throw failed;
            }
            return present(pod, container, present.orElseThrow(() -> failed), events);
        }
    }

    private Image pull(WantedPod pod, WantedContainer container, PodEvents events) throws InterruptedException {
        events.normal(pod, container.name(), "Pulling", "Pulling image \"" + container.image() + "\"");
        long asked = clock.nanos();
        pulls.acquire();
        try {
            long begun = clock.nanos();
            Image image = images.pull(container.image(), PullSecrets.find(pod, container.image(), cache), (_, _) -> {});
            long ended = clock.nanos();
            events.normal(
                    pod,
                    container.name(),
                    "Pulled",
                    "Successfully pulled image \"" + container.image() + "\" in " + seconds(ended - begun) + " ("
                            + seconds(ended - asked) + " including waiting). Image size: " + image.bytes() + " bytes.");
            return image;
        } catch (TransientException failed) {
            throw failed(pod, container, failed, "ErrImagePull", events);
        } catch (TerminalException failed) {
            String reason = failed.reason().equals("InvalidImageName") ? failed.reason() : "ErrImagePull";
            throw failed(pod, container, failed, reason, events);
        } finally {
            pulls.release();
        }
    }

    private static TransientException failed(
            WantedPod pod, WantedContainer container, RuntimeException why, String reason, PodEvents events) {
        String message = "failed to pull image \"" + container.image() + "\": " + why.getMessage();
        events.warning(
                pod,
                container.name(),
                "Failed",
                "Failed to pull image \"" + container.image() + "\": " + why.getMessage());
        events.warning(pod, container.name(), "Failed", "Error: " + reason);
        return new TransientException(reason, message, why);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3fs", Duration.ofNanos(nanos).toMillis() / 1e3);
    }
}
