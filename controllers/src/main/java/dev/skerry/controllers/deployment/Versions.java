// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The ReplicaSets of a Deployment: the one of its present template, if it exists yet, and the others.
record Versions(Optional<Version> newest, List<Version> old) {
    static final String REVISION = "deployment.kubernetes.io/revision";

    Versions {
        old = List.copyOf(old);
    }

    static Versions of(KubeObject deployment, List<KubeObject> replicaSets) {
        List<Version> all = replicaSets.stream()
                .map(Version::of)
                .sorted(Version.OLDEST_FIRST)
                .toList();
        // Two of the same template can only come from a hash that changed; the oldest is the true one.
        Optional<Version> newest = all.stream()
                .filter(version -> TemplateHash.isMadeFrom(version.replicaSet(), deployment.at("spec", "template")))
                .findFirst();
        return new Versions(
                newest,
                all.stream()
                        .filter(version -> !Optional.of(version).equals(newest))
                        .toList());
    }

    List<Version> all() {
        var all = new ArrayList<>(old);
        newest.ifPresent(all::add);
        return all;
    }

    /// The revision that the newest version has to have.
    int nextRevision() {
        return 1
                + old.stream()
                        .mapToInt(version -> version.annotated(REVISION, 0))
                        .max()
                        .orElse(0);
    }

    int sum(java.util.function.ToIntFunction<Version> count) {
        return all().stream().mapToInt(count).sum();
    }
}
