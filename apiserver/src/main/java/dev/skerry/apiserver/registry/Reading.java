// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.representation.Compression;
import dev.skerry.apiserver.representation.Encoders;
import dev.skerry.apiserver.representation.ObjectEncoder;
import dev.skerry.apiserver.storage.ExpiredContinue;
import dev.skerry.apiserver.storage.ListQuery;
import dev.skerry.apiserver.storage.Listing;
import dev.skerry.apiserver.storage.StoredObject;
import java.util.Map;

/// Answers get and list from memory.
record Reading(RegistryParts parts) {
    /// A list beyond this goes out as it is written, so that ten large lists at once do not fill the memory.
    private static final int WHOLE_MAX = 1 << 20;

    Response get(ApiCall call) {
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        StoredObject stored = parts.storage()
                .findStored(call.storageGroup(), call.storageResource(), call.objectName())
                .orElseThrow(() -> StatusException.notFound(
                        call.groupVersionResource(), call.info().name()));
        return Answers.bytes(call.http(), 200, encoder.contentType(), encoder.object(stored));
    }

    Response list(ApiCall call) {
        ObjectEncoder encoder = Encoders.of(call.http(), call.resource(), parts.now());
        if (call.http().hasParameter("sendInitialEvents")) {
            throw WatchOptions.invalid("sendInitialEvents is forbidden for list");
        }
        Listing listing;
        try {
            listing = parts.storage()
                    .list(
                            call.storageGroup(),
                            call.storageResource(),
                            ListQuery.of(call.http(), RequestFilter.of(call)));
        } catch (ExpiredContinue expired) {
            return Answers.json(call.http(), 410, expired.status());
        }
        Listing shown = ConvertedReads.of(call.resource(), listing);
        if (shown.size() > WHOLE_MAX) {
            return Compression.of(
                    call.http(),
                    new Response.Stream(
                            200, Map.of("Content-Type", encoder.contentType()), out -> encoder.writeList(shown, out)));
        }
        return Answers.bytes(call.http(), 200, encoder.contentType(), encoder.list(shown));
    }
}
