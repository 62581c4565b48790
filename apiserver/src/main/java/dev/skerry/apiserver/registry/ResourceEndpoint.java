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
import java.util.Optional;
import java.util.Set;

/// Answers requests for resources, whatever their kind.
public final class ResourceEndpoint {
    /// Parts of an object that are read and written as the object is.
    private static final Set<String> GENERIC =
            Set.of("", "status", "finalize", "approval", "ephemeralcontainers", "resize");

    private final RegistryParts parts;
    private final SpecialEndpoints special;
    private final Reading reading;
    private final Creation creation;
    private final Replacement replacement;
    private final Patching patching;
    private final Deletion deletion;
    private final CollectionDeletion collectionDeletion;

    /// What is no plain object: parts of objects with a life of their own, and questions that are posted.
    public interface SpecialEndpoints {
        Optional<SpecialEndpoint> find(ApiCall call);
    }

    /// Answers a call for something that is no plain object.
    @FunctionalInterface
    public interface SpecialEndpoint {
        Response answer(ApiCall call) throws InterruptedException;
    }

    public ResourceEndpoint(RegistryParts parts, SpecialEndpoints special) {
        this.parts = parts;
        this.special = special;
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
        resource.rules().findDeprecation().ifPresent(request.warnings()::add);
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
        demandVerb(call);
        Optional<SpecialEndpoint> own = special.find(call);
        if (own.isPresent()) {
            return own.get().answer(call);
        }
        if (!GENERIC.contains(info.subresource())) {
            throw Failures.unknownResource();
        }
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
        boolean namesNone = info.name().isEmpty() && Set.of("update", "patch").contains(info.verb());
        boolean namesCreated = info.verb().equals("create")
                && !info.name().isEmpty()
                && info.subresource().isEmpty();
        if (!isAllowed || lacksNamespace || namesNone || namesCreated) {
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
                if (call.resource().is(ServedResource.Trait.SHOWN_WHEN_DELETED)) {
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
