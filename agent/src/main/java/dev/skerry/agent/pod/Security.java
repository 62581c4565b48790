// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import dev.skerry.runtime.Image;
import java.util.ArrayList;
import java.util.List;

/// A container's rights, from the security contexts of the pod and of the container. Pure.
final class Security {
    private static final long AS_IMAGE = -1;

    private Security() {}

    /// @throws TerminalException if the container must not run as root and would
    static Privileges privileges(WantedPod pod, WantedContainer container, Image image) {
        Json ofPod = pod.spec().at("securityContext");
        Json own = container.spec().at("securityContext");
        long user = either(own, ofPod, "runAsUser").longOr(AS_IMAGE);
        if (either(own, ofPod, "runAsNonRoot").booleanOr(false)) {
            requireNonRoot(container, user, image);
        }
        var groups = new ArrayList<Long>();
        ofPod.at("supplementalGroups").elements().forEach(group -> groups.add(group.longOr(0)));
        if (!ofPod.at("fsGroup").isNull()) {
            groups.add(ofPod.at("fsGroup").longOr(0));
        }
        boolean isPrivileged = own.at("privileged").booleanOr(false);
        return new Privileges(
                user,
                either(own, ofPod, "runAsGroup").longOr(AS_IMAGE),
                groups,
                isPrivileged,
                own.at("readOnlyRootFilesystem").booleanOr(false),
                texts(own.at("capabilities", "add")),
                texts(own.at("capabilities", "drop")),
                isPrivileged || own.at("allowPrivilegeEscalation").booleanOr(true));
    }

    private static Json either(Json own, Json ofPod, String field) {
        Json value = own.at(field);
        return value.isNull() ? ofPod.at(field) : value;
    }

    private static void requireNonRoot(WantedContainer container, long user, Image image) {
        String imageUser = image.user().split(":", 2)[0];
        boolean isNumber = !imageUser.isEmpty() && imageUser.chars().allMatch(c -> c >= '0' && c <= '9');
        if (user == 0) {
            throw refused("container's runAsUser breaks non-root policy", container);
        }
        if (user < 0
                && (imageUser.isEmpty() || imageUser.equals("root") || isNumber && Long.parseLong(imageUser) == 0)) {
            throw refused("container has runAsNonRoot and image will run as root", container);
        }
        if (user < 0 && !isNumber) {
            throw refused(
                    "container has runAsNonRoot and image has non-numeric user (" + imageUser
                            + "), cannot verify user is non-root",
                    container);
        }
    }

    private static TerminalException refused(String message, WantedContainer container) {
        return new TerminalException("CreateContainerConfigError", message + " (container: " + container.name() + ")");
    }

    private static List<String> texts(Json array) {
        return array.elements().stream().map(Json::text).toList();
    }
}
