// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.address;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.Claim;
import dev.skerry.apiserver.storage.Claim.Claimant;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// What a Service has for itself alone, as objects that the store holds once, whichever server writes them: an
/// IPAddress for its cluster address, as Kubernetes makes them, and one that the API does not show for each node port.
///
/// Storage writes them in one commit with the Service. Only what older versions wrote, or what somebody made or
/// deleted by hand, can differ from the Services: [#sweep] mends that.
public final class ServiceClaims implements Claimant {
    static final String GROUP = "networking.k8s.io";
    static final String ADDRESSES = "ipaddresses";
    static final String PORT_GROUP = "skerry.dev";
    static final String PORTS = "nodeports";

    private static final Log LOG = Log.of("apiserver.address");
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String MANAGER = "ipallocator.k8s.io";

    private final ObjectStorage storage;
    private final RandomGenerator random;
    private final Clock clock;

    public ServiceClaims(ObjectStorage storage, RandomGenerator random, Clock clock) {
        this.storage = storage;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public boolean concerns(String group, String resource) {
        return group.isEmpty() && resource.equals("services");
    }

    @Override
    public List<Claim> claims(KubeObject service) {
        var claims = new ArrayList<Claim>();
        String address = service.at("spec", "clusterIP").text();
        if (!address.isEmpty() && !address.equals("None")) {
            claims.add(new Claim(GROUP, ADDRESSES, address(address, service)));
        }
        for (String port : ports(service)) {
            claims.add(new Claim(PORT_GROUP, PORTS, port(port, service)));
        }
        return claims;
    }

    private static Set<String> ports(KubeObject service) {
        var ports = new LinkedHashSet<String>();
        for (Json port : service.at("spec", "ports").elements()) {
            long number = port.at("nodePort").longOr(0);
            if (number != 0) {
                ports.add(Long.toString(number));
            }
        }
        return ports;
    }

    private KubeObject address(String address, KubeObject service) {
        return KubeObject.of(new GroupVersionKind(GROUP, "v1", "IPAddress"), ObjectName.cluster(address))
                .with(new UUID(random.nextLong(), random.nextLong()).toString(), "metadata", "uid")
                .with(clock.now().truncatedTo(ChronoUnit.SECONDS).toString(), "metadata", "creationTimestamp")
                .withLabel("ipaddress.kubernetes.io/ip-family", address.contains(":") ? "IPv6" : "IPv4")
                .withLabel(MANAGED_BY, MANAGER)
                .with(owner(service.objectName()), "spec", "parentRef");
    }

    private static KubeObject port(String port, KubeObject service) {
        return KubeObject.of(new GroupVersionKind(PORT_GROUP, "v1", "NodePort"), ObjectName.cluster(port))
                .with(owner(service.objectName()), "spec", "parentRef");
    }

    static JsonObject owner(ObjectName service) {
        return JsonObject.of("resource", "services", "namespace", service.namespace(), "name", service.name());
    }

    /// Whether a claim, if there is one, is another's than this Service's.
    static boolean isOfAnother(KubeObject claim, ObjectName service) {
        Json owner = Claim.owner(claim);
        return !owner.at("group").text().isEmpty()
                || !owner.at("resource").text().equals("services")
                || !owner.at("namespace").text().equals(service.namespace())
                || !owner.at("name").text().equals(service.name());
    }

    /// Makes the claims that Services should have and have not, and removes those that belong to no Service.
    public void sweep() {
        // First the claims: whatever is claimed now, its Service is there when the Services are read afterwards.
        List<StoredObject> addresses = storage.stored(GROUP, ADDRESSES, "");
        List<StoredObject> ports = storage.stored(PORT_GROUP, PORTS, "");
        var held = new HashSet<String>();
        for (KubeObject service : storage.list("", "services", "")) {
            for (Claim claim : claims(service)) {
                held.add(claim.resource() + "/" + claim.object().name() + " " + service.objectName());
                boolean isThere = storage.find(
                                claim.group(), claim.resource(), claim.object().objectName())
                        .filter(there -> !isOfAnother(there, service.objectName()))
                        .isPresent();
                if (!isThere && !storage.adopt(claim) && isStill(service)) {
                    LOG.warn(
                            "two Services have the same address or node port; delete one of them and make it anew",
                            "service",
                            service.objectName(),
                            "has",
                            claim.object().name());
                }
            }
        }
        addresses.stream()
                .filter(claim -> MANAGER.equals(claim.object().labels().get(MANAGED_BY)))
                .forEach(claim -> release(GROUP, ADDRESSES, claim, held));
        ports.forEach(claim -> release(PORT_GROUP, PORTS, claim, held));
    }

    private boolean isStill(KubeObject service) {
        return storage.find("", "services", service.objectName()).isPresent();
    }

    /// One that has changed since it was read stays.
    private void release(String group, String resource, StoredObject claim, Set<String> held) {
        Json owner = Claim.owner(claim.object());
        var service =
                new ObjectName(owner.at("namespace").text(), owner.at("name").text());
        if (!held.contains(resource + "/" + claim.name().name() + " " + service)) {
            storage.delete(group, resource, claim);
        }
    }
}
