// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.apiserver.access.AccessQuestions;
import dev.skerry.apiserver.access.StandardAccess;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoints;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// All paths that need more than the generic registry, by `resource/subresource` or by the resource that is
/// only posted to. What is not here is answered generically: `status`, `finalize`, `approval`.
public final class StandardSubresources implements SpecialEndpoints {
    private final Map<String, SpecialEndpoint> endpoints = new HashMap<>();
    private final SpecialEndpoint scale;
    private final SpecialEndpoint questions;

    public StandardSubresources(RegistryParts parts, StandardAccess access, NodeConnector nodes) {
        this.scale = new ScaleEndpoint(parts);
        this.questions = new QuestionEndpoint(access.questions());
        var binding = new BindingEndpoint(parts);
        endpoints.put("pods/binding", binding);
        endpoints.put("bindings", binding);
        endpoints.put("pods/log", new LogEndpoint(parts, nodes));
        endpoints.put("pods/exec", new RemoteCommandEndpoint("exec", parts, nodes));
        endpoints.put("pods/attach", new RemoteCommandEndpoint("attach", parts, nodes));
        endpoints.put("pods/portforward", new PortForwardEndpoint(parts, nodes));
        var proxy = new ProxyEndpoint(parts, nodes);
        endpoints.put("pods/proxy", proxy);
        endpoints.put("services/proxy", proxy);
        endpoints.put("nodes/proxy", new NodeProxyEndpoint(parts, nodes));
        endpoints.put("pods/eviction", new EvictionEndpoint(parts));
    }

    @Override
    public Optional<SpecialEndpoint> find(ApiCall call) {
        String resource = call.groupVersionResource().resource();
        String subresource = call.info().subresource();
        if (subresource.equals("scale")) {
            return Optional.of(scale);
        }
        if (AccessQuestions.isQuestion(call.groupVersionResource(), subresource)) {
            return Optional.of(questions);
        }
        String key = subresource.isEmpty() ? resource : resource + "/" + subresource;
        // A custom kind may have the name of a built-in one.
        boolean isCore = call.groupVersionResource().group().isEmpty();
        return isCore ? Optional.ofNullable(endpoints.get(key)) : Optional.empty();
    }
}
