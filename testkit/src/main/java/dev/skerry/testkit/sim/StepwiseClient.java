// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.client.KubeClient;
import dev.skerry.client.WatchStream;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.Optional;
import java.util.function.Supplier;

/// The API for one thread: requests are calls of the real server's handler, and a watch looks into the
/// server's storage when it is asked, instead of having a thread of its own.
///
/// Now and then a request does not get through, and with some actors its answer gets lost. Whatever was written
/// is held against the rules before anybody goes on.
///
/// @param who acts
record StepwiseClient(KubeClient requests, ObjectStorage storage, Actor who) implements KubeClient {
    /// @param name as the rules know it: a controller's, `user`, or `node-0`
    /// @param losesAnswers whether a request may be carried out although its answer is lost
    record Actor(String name, Truth truth, Weather weather, boolean losesAnswers) {}

    private static final int FAILURES_PER_MILLE = 4;

    private <T> T request(Supplier<T> call) {
        if (who.weather().strikes(FAILURES_PER_MILLE)) {
            throw new TransientException("SimulatedFailure", "the request did not get through");
        }
        String before = who.truth().act(who.name());
        T answer;
        try {
            answer = call.get();
        } finally {
            who.truth().look();
            String _ = who.truth().act(before);
        }
        if (who.losesAnswers() && who.weather().strikes(FAILURES_PER_MILLE)) {
            throw new TransientException("SimulatedFailure", "the answer got lost");
        }
        return answer;
    }

    @Override
    public WatchStream watch(Scope scope, String resourceVersion) {
        var resource = scope.resource();
        return new StepwiseWatch(
                storage,
                storage.watch(
                        resource.group(),
                        resource.resource(),
                        ObjectFilter.in(scope.namespace()),
                        Long.parseLong(resourceVersion)),
                who.weather());
    }

    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return request(() -> requests.find(resource, name));
    }

    @Override
    public Listed list(Scope scope) {
        return request(() -> requests.list(scope));
    }

    @Override
    public KubeObject create(GroupVersionResource resource, KubeObject object) {
        return request(() -> requests.create(resource, object));
    }

    @Override
    public KubeObject update(GroupVersionResource resource, KubeObject object) {
        return request(() -> requests.update(resource, object));
    }

    @Override
    public KubeObject updateSubresource(GroupVersionResource resource, String subresource, KubeObject object) {
        return request(() -> requests.updateSubresource(resource, subresource, object));
    }

    @Override
    public KubeObject patch(
            GroupVersionResource resource, ObjectName name, String subresource, PatchType type, Json patch) {
        return request(() -> requests.patch(resource, name, subresource, type, patch));
    }

    @Override
    public KubeObject createSubresource(
            GroupVersionResource resource, ObjectName name, String subresource, KubeObject object) {
        return request(() -> requests.createSubresource(resource, name, subresource, object));
    }

    @Override
    public void delete(GroupVersionResource resource, ObjectName name, Deletion deletion) {
        request(() -> {
            requests.delete(resource, name, deletion);
            return name;
        });
    }

    @Override
    public Json read(String path) {
        return request(() -> requests.read(path));
    }
}
