// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.chain.ApiRequest;
import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.security.identity.Identity;

/// A request for a resource that is served.
public record ApiCall(ApiRequest request, ServedResource resource) {
    public Request http() {
        return request.http();
    }

    public RequestInfo info() {
        return request.info();
    }

    public Identity identity() {
        return request.identity();
    }

    public GroupVersionResource groupVersionResource() {
        return resource.resource();
    }

    /// The namespace of the URL; empty for cluster-scoped kinds (a namespace's own URL names it twice).
    public String namespace() {
        return resource.type().isNamespaced() ? info().namespace() : "";
    }

    /// The object that the URL names.
    public ObjectName objectName() {
        return new ObjectName(namespace(), info().name());
    }

    String storageGroup() {
        return resource.storageGroup();
    }

    String storageResource() {
        return resource.resource().resource();
    }
}
