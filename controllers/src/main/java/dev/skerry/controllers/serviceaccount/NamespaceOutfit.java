// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.serviceaccount;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// One pass over one namespace: an object of a given name is made if it is missing, and its data put
/// right if somebody changed it. Used for the ServiceAccount `default` and for the ConfigMap
/// `kube-root-ca.crt`.
public final class NamespaceOutfit implements Reconciler {
    private static final String ROOT_CA = "kube-root-ca.crt";

    private final KubeClient client;
    private final GroupVersionResource resource;
    private final Cache<KubeObject> namespaces;
    private final Cache<KubeObject> objects;
    private final KubeObject wanted;

    private NamespaceOutfit(
            KubeClient client,
            GroupVersionResource resource,
            Cache<KubeObject> namespaces,
            Cache<KubeObject> objects,
            KubeObject wanted) {
        this.client = client;
        this.resource = resource;
        this.namespaces = namespaces;
        this.objects = objects;
        this.wanted = wanted;
    }

    /// The account that pods run as when they name none.
    public static Controller defaultServiceAccounts(ControllerParts parts) {
        var account = KubeObject.of(new GroupVersionKind("", "v1", "ServiceAccount"), ObjectName.cluster("default"));
        return wire(parts, "service-account-controller", Resources.SERVICE_ACCOUNTS, account);
    }

    /// The certificate by which pods know the API server.
    ///
    /// @param rootCertificate PEM, with all certificates that may have signed the server's
    public static Controller rootCertificates(ControllerParts parts, String rootCertificate) {
        var configMap = KubeObject.of(new GroupVersionKind("", "v1", "ConfigMap"), ObjectName.cluster(ROOT_CA))
                .with(JsonObject.of("ca.crt", rootCertificate), "data");
        return wire(parts, "root-ca-cert-publisher", Resources.CONFIG_MAPS, configMap);
    }

    private static Controller wire(
            ControllerParts parts, String name, GroupVersionResource resource, KubeObject wanted) {
        var namespaces = parts.cache(Resources.NAMESPACES);
        var objects = parts.cache(resource);
        var reconciler = new NamespaceOutfit(parts.client(name), resource, namespaces, objects, wanted);
        var controller = parts.controller(name, reconciler, List.of(namespaces, objects));
        namespaces.onChange(change -> controller.enqueue(change.name()));
        objects.onChange(change -> {
            if (change.name().name().equals(wanted.name())) {
                controller.enqueue(ObjectName.cluster(change.name().namespace()));
            }
        });
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var namespace = namespaces.find(name);
        if (namespace.isEmpty() || namespace.get().isBeingDeleted()) {
            return Outcome.SETTLED;
        }
        var objectName = new ObjectName(name.name(), wanted.name());
        var present = objects.find(objectName);
        try {
            if (present.isEmpty()) {
                KubeObject made = wanted.with(name.name(), "metadata", "namespace");
                objects.assume(client.create(resource, made));
            } else if (!present.get().at("data").equals(wanted.at("data"))) {
                var patch = JsonObject.of("data", wanted.at("data"));
                objects.assume(client.patch(resource, objectName, "", PatchType.MERGE, patch));
            }
        } catch (StatusException refused) {
            if (!isHarmless(refused)) {
                throw refused;
            }
        }
        return Outcome.SETTLED;
    }

    /// The object is there already, or the namespace is going or gone: the caches will tell.
    private static boolean isHarmless(StatusException refused) {
        boolean isTerminating = refused.details().at("causes").elements().stream()
                .anyMatch(cause -> cause.at("reason").text().equals("NamespaceTerminating"));
        return isTerminating || refused.code() == 404 || refused.reason().equals("AlreadyExists");
    }
}
