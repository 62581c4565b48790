// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.address.ServiceEndpoints;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;

/// Finds where a webhook listens: at a URL, or as a Service.
record WebhookAddresses(ServiceEndpoints services) {
    WebhookAddress resolve(JsonObject client) throws IOException {
        String url = client.at("url").text();
        if (!url.isEmpty()) {
            URI uri = URI.create(url);
            int port = uri.getPort() < 0 ? 443 : uri.getPort();
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new WebhookAddress(new InetSocketAddress(uri.getHost(), port), uri.getHost(), port, path, url);
        }
        Json service = client.at("service");
        String name = service.at("name").text();
        String namespace = service.at("namespace").text();
        int port = service.at("port").intOr(443);
        String path = service.at("path").textOr("/");
        String host = name + "." + namespace + ".svc";
        return new WebhookAddress(
                services.find(new ObjectName(namespace, name), port),
                host,
                port,
                path,
                "https://" + host + ":" + port + path);
    }
}
