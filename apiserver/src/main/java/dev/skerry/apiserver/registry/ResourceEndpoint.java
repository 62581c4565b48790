// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.Failures;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.representation.Encoders;
import dev.skerry.apiserver.representation.ObjectEncoder;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.StoredObject;
import java.util.Set;

/// Answers requests for resources, whatever their kind.
public final class ResourceEndpoint {
    private static final Set<String> OWN_DOORS = Set.of("", "status");

    private final RegistryParts parts;
    private final Subresources subresources;
    private final Reading reading;
    private final Creation creation;
    private final Replacement replacement;
    private final Patching patching;
    private final Deletion deletion;
    private final CollectionDeletion collectionDeletion;

    /// Parts of objects that have endpoints of their own.
    @FunctionalInterface
    public interface Subresources {
        /// @throws dev.skerry.api.meta.StatusException 404 for a subresource that nobody knows
        Response answer(ApiCall call) throws InterruptedException;
    }

    public ResourceEndpoint(RegistryParts parts, Subresources subresources) {
        this.parts = parts;
        this.subresources = subresources;
        this.reading = new Reading(parts);
        this.creation = new Creation(parts);
        this.replacement = new Replacement(parts);
        this.patching = new Patching(parts);
        this.deletion = new Deletion(parts);
        this.collectionDeletion = new CollectionDeletion(parts);
    }

    public Response answer(ApiRequest request) throws InterruptedException {
        var info = request.info();
        ServedResource resource =
                parts.catalog().find(info.groupVersionResource()).orElseThrow(Failures::unknownResource);
        var call = new ApiCall(request, resource);
        boolean isNamespacesOwn =
                info.resource().equals("namespaces") && info.group().isEmpty();
        boolean isMisplaced = resource.type().isNamespaced()
                ? info.namespace().isEmpty() && !info.name().isEmpty()
                : !info.namespace().isEmpty() && !isNamespacesOwn;
        if (isMisplaced) {
            throw Failures.unknownResource();
        }
        if (!info.subresource().isEmpty()
                && resource.type().findSubresource(info.subresource()).isEmpty()) {
            throw Failures.unknownResource();
        }
        if (!OWN_DOORS.contains(info.subresource())) {
            return subresources.answer(call);
        }
        demandVerb(call);
        return switch (info.verb()) {
            case "get" -> reading.get(call);
            case "list" -> reading.list(call);
            case "watch" -> WatchResponse.of(call, parts);
            case "create" -> create(call);
            case "update" -> update(call);
            case "patch" -> answered(call, patching.patch(call));
            case "delete" -> delete(call);
            case "deletecollection" -> deleteCollection(call);
            default -> throw Failures.methodNotAllowed();
        };
    }

    private static void demandVerb(ApiCall call) {
        var info = call.info();
        var type = call.resource().type();
        boolean isAllowed = info.subresource().isEmpty()
                ? type.verbs().contains(info.verb())
                : type.findSubresource(info.subresource())
                        .filter(sub -> sub.verbs().contains(info.verb()))
                        .isPresent();
        boolean lacksNamespace = type.isNamespaced()
                && info.namespace().isEmpty()
                && Set.of("create", "deletecollection").contains(info.verb());
        boolean namesCreated = info.verb().equals("create") && !info.name().isEmpty();
        if (!isAllowed || lacksNamespace || namesCreated) {
            throw Failures.methodNotAllowed();
        }
    }

    private Response create(ApiCall call) {
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        WriteOptions options = WriteOptions.of(call.http(), "CreateOptions");
        KubeObject sent = Replacement.inNamespace(call, BodyReader.read(call, options));
        StoredObject stored = creation.create(call, sent, Ownership.of(call, options, parts), options.isDryRun());
        return Answers.bytes(call.http(), 201, encoder.contentType(), encoder.object(stored));
    }

    private Response update(ApiCall call) {
        WriteOptions options = WriteOptions.of(call.http(), "UpdateOptions");
        return answered(call, replacement.replace(call, BodyReader.read(call, options), options));
    }

    private Response delete(ApiCall call) {
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        var options = DeleteOptions.of(call.http(), BodyReader.deleteOptions(call.http()));
        StoredObject found = new ObjectUpdate(parts).find(call);
        return switch (deletion.delete(call, found, options)) {
            case Deletion.Outcome.Gone(StoredObject last) -> {
                // A pod that goes at once is answered as it was; for others the news is enough.
                if (call.resource().is(ServedResource.Trait.GRACEFUL)) {
                    yield Answers.bytes(call.http(), 200, encoder.contentType(), encoder.object(last));
                }
                var details = Answers.details(
                        call.groupVersionResource(),
                        call.info().name(),
                        last.object().uid());
                yield Answers.json(call.http(), 200, Answers.success(details));
            }
            case Deletion.Outcome.Marked(StoredObject stored) ->
                Answers.bytes(call.http(), 200, encoder.contentType(), encoder.object(stored));
        };
    }

    private Response deleteCollection(ApiCall call) {
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        var options = DeleteOptions.of(call.http(), BodyReader.deleteOptions(call.http()));
        Listing deleted = collectionDeletion.delete(call, options);
        return Answers.bytes(call.http(), 200, encoder.contentType(), encoder.list(deleted));
    }

    private Response answered(ApiCall call, Replacement.Replaced replaced) {
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        int status = replaced.isNew() ? 201 : 200;
        return Answers.bytes(call.http(), status, encoder.contentType(), encoder.object(replaced.stored()));
    }
}
