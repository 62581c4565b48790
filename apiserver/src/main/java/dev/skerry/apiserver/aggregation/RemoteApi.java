// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.Optional;

/// A version of a group that a Service serves.
///
/// @param port of the Service
/// @param bundle the authorities that may have signed its certificate, PEM in base 64; empty for the machine's
/// @param trustsAnybody whether its certificate is not looked at
/// @param priority of the group, the highest first
record RemoteApi(
        GroupVersion version, ObjectName service, int port, String bundle, boolean trustsAnybody, int priority) {
    /// What an APIService says; empty for one that is served here.
    static Optional<RemoteApi> of(KubeObject apiService) {
        var spec = apiService.at("spec");
        if (spec.at("service").isNull()) {
            return Optional.empty();
        }
        return Optional.of(new RemoteApi(
                new GroupVersion(spec.at("group").text(), spec.at("version").text()),
                new ObjectName(
                        spec.at("service", "namespace").text(),
                        spec.at("service", "name").text()),
                spec.at("service", "port").intOr(443),
                spec.at("caBundle").text(),
                spec.at("insecureSkipTLSVerify").booleanOr(false),
                spec.at("groupPriorityMinimum").intOr(0)));
    }

    /// The APIService's name.
    String name() {
        return version.version() + "." + version.group();
    }

    /// Where it is served: `/apis/wardle.example.com/v1alpha1`.
    String root() {
        return "/apis/" + version.group() + "/" + version.version();
    }

    /// Whom its certificate must be made out to.
    String host() {
        return service.name() + "." + service.namespace() + ".svc";
    }
}
