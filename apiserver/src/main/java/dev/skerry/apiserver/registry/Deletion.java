// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.registry.DeleteOptions.Propagation;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Optional;

/// Deletes an object: at once where nothing holds it, else by marking it, so that finalizers and the node
/// it runs on get their time. Marking twice is no error, and can only shorten the time.
public final class Deletion {
    private static final int TRIES = 8;

    private final RegistryParts parts;

    public Deletion(RegistryParts parts) {
        this.parts = parts;
    }

    /// How a client wants an object deleted, by an options object or, where that is empty, by parameters.
    public static DeleteOptions options(Request request, JsonObject body) {
        return DeleteOptions.of(request, body);
    }

    /// What became of the object.
    public sealed interface Outcome {
        /// It is gone; this was its last state.
        record Gone(StoredObject last) implements Outcome {}

        /// It stays for now, marked.
        record Marked(StoredObject stored) implements Outcome {}
    }

    /// @throws StatusException 404 if there is no such object, 409 if it is not the one the options mean
    public Outcome delete(ApiCall call, StoredObject first, DeleteOptions options) {
        warn(call, options);
        StoredObject stored = first;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            KubeObject old = call.resource().rules().converted(stored.object());
            demandPreconditions(call, old, options);
            parts.admission()
                    .validate(Admission.request(
                                    call,
                                    Operation.DELETE,
                                    old.name(),
                                    Optional.empty(),
                                    Optional.of(old),
                                    options.isDryRun())
                            .withOptions(options.toJson()));
            KubeObject marked = marked(call.resource(), old, options);
            boolean mayGo = Finalizers.of(call.resource(), marked).isEmpty()
                    && marked.at("metadata", "deletionGracePeriodSeconds").longOr(0) == 0;
            if (options.isDryRun()) {
                var as = StoredObject.of(marked, stored.revision());
                return mayGo ? new Outcome.Gone(as) : new Outcome.Marked(as);
            }
            Commit commit = mayGo
                    ? parts.storage().delete(call.storageGroup(), call.storageResource(), stored)
                    : parts.storage()
                            .update(
                                    call.storageGroup(),
                                    call.storageResource(),
                                    call.resource().rules().inStorageVersion(marked),
                                    stored);
            switch (commit) {
                case Commit.Done(StoredObject done) -> {
                    if (!mayGo) {
                        return new Outcome.Marked(done);
                    }
                    // A pod is shown as it went, marked; others as they were before.
                    return new Outcome.Gone(
                            call.resource().is(Trait.GRACEFUL) ? StoredObject.of(marked, done.revision()) : done);
                }
                case Commit.Conflict(StoredObject current) -> stored = current;
                case Commit.Taken _ -> {
                    // Its claims changed at this moment: once more.
                }
                case Commit.Missing _ -> throw StatusException.notFound(call.groupVersionResource(), old.name());
            }
        }
        throw StatusException.conflict(call.groupVersionResource(), first.name().name(), ObjectUpdate.MODIFIED);
    }

    /// Whoever deletes a Job and says nothing of its pods should know that they stay.
    private static void warn(ApiCall call, DeleteOptions options) {
        if (options.propagation() == Propagation.UNSAID
                && call.resource().kind().kind().equals("Job")
                && call.resource().is(Trait.ORPHANS_BY_DEFAULT)) {
            call.request()
                    .warnings()
                    .add("child pods are preserved by default when jobs are deleted; set"
                            + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
                            + " suppress this warning");
        }
    }

    private static void demandPreconditions(ApiCall call, KubeObject old, DeleteOptions options) {
        if (!options.uid().isEmpty() && !options.uid().equals(old.uid())) {
            throw precondition(
                    call,
                    old,
                    "the UID in the precondition (" + options.uid() + ") does not match the UID in record (" + old.uid()
                            + "). The object might have been deleted and then recreated");
        }
        String version = options.resourceVersion();
        if (!version.isEmpty() && !version.equals(old.resourceVersion())) {
            throw precondition(
                    call,
                    old,
                    "the ResourceVersion in the precondition (" + version
                            + ") does not match the ResourceVersion in record (" + old.resourceVersion()
                            + "). The object might have been modified");
        }
    }

    /// Here, unlike elsewhere, the message has the kind and not the resource.
    private static StatusException precondition(ApiCall call, KubeObject old, String why) {
        String kind = call.resource().kind().kind();
        String group = call.resource().kind().group();
        String qualified = group.isEmpty() ? kind : kind + "." + group;
        var details = JsonObject.builder()
                .put("name", old.name())
                .putIfText("group", group)
                .put("kind", kind);
        return new StatusException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified + " \"" + old.name() + "\": " + why,
                details.build());
    }

    private KubeObject marked(ServedResource resource, KubeObject old, DeleteOptions options) {
        KubeObject marked = withPolicy(resource, old, options.propagation());
        long grace = resource.is(Trait.GRACEFUL) ? grace(old, options) : 0;
        if (!old.isBeingDeleted()) {
            marked = marked.with(parts.now().plusSeconds(grace).toString(), "metadata", "deletionTimestamp")
                    .with(Json.of(grace), "metadata", "deletionGracePeriodSeconds");
            if (resource.is(Trait.HAS_SPEC_FINALIZERS)) {
                marked =
                        marked.with("Terminating", "status", "phase").without("metadata", "deletionGracePeriodSeconds");
            }
            return old.generation() > 0 ? marked.with(Json.of(old.generation() + 1), "metadata", "generation") : marked;
        }
        long known = old.at("metadata", "deletionGracePeriodSeconds").longOr(0);
        if (grace >= known) {
            return marked;
        }
        var start = old.deletionTimestamp().orElse(parts.now()).minusSeconds(known);
        return marked.with(start.plusSeconds(grace).toString(), "metadata", "deletionTimestamp")
                .with(Json.of(grace), "metadata", "deletionGracePeriodSeconds");
    }

    /// How long a pod gets: nothing if no node runs it.
    private static long grace(KubeObject pod, DeleteOptions options) {
        String phase = pod.at("status", "phase").text();
        if (pod.at("spec", "nodeName").text().isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        long own = pod.at("spec", "terminationGracePeriodSeconds").longOr(30);
        if (pod.isBeingDeleted() && options.gracePeriodSeconds().isEmpty()) {
            return pod.at("metadata", "deletionGracePeriodSeconds").longOr(own);
        }
        return options.gracePeriodSeconds().orElse(own);
    }

    private static KubeObject withPolicy(ServedResource resource, KubeObject old, Propagation asked) {
        Propagation policy = asked;
        if (asked == Propagation.UNSAID) {
            // A second deletion that says nothing leaves what the first one said.
            policy = resource.is(Trait.ORPHANS_BY_DEFAULT) ? Propagation.ORPHAN : Propagation.UNSAID;
        }
        var finalizers = new ArrayList<>(old.finalizers());
        switch (policy) {
            case UNSAID -> {}
            case BACKGROUND -> finalizers.removeAll(java.util.List.of(Finalizers.ORPHAN, Finalizers.FOREGROUND));
            case FOREGROUND -> replace(finalizers, Finalizers.ORPHAN, Finalizers.FOREGROUND);
            case ORPHAN -> replace(finalizers, Finalizers.FOREGROUND, Finalizers.ORPHAN);
        }
        return finalizers.equals(old.finalizers()) ? old : old.withFinalizers(finalizers);
    }

    private static void replace(ArrayList<String> finalizers, String gone, String added) {
        finalizers.remove(gone);
        if (!finalizers.contains(added)) {
            finalizers.add(added);
        }
    }
}
