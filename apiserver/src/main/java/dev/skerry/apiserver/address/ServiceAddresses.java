// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.address;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Draws a free address for each Service that has none, and free node ports for those that want them.
///
/// What is taken is read off the claims in memory ([ServiceClaims]). Another server, or another request, may be
/// quicker with the same draw: then the store refuses the Service, and it comes by here again.
public final class ServiceAddresses implements AdmissionPlugin {
    private static final int PORT_FIRST = 30_000;
    private static final int PORTS = 2_768;

    private final ObjectSource objects;
    private final RandomGenerator random;
    private final AddressRange range;

    public ServiceAddresses(ObjectSource objects, RandomGenerator random, AddressRange range) {
        this.objects = objects;
        this.random = random;
        this.range = range;
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject object) {
        if (!isOfService(request)) {
            return object;
        }
        String type = object.at("spec", "type").text();
        KubeObject kept = request.old().map(old -> keptFrom(old, object)).orElse(object);
        if (type.equals("ExternalName")) {
            return request.operation() == Operation.UPDATE
                    ? kept.without("spec", "clusterIP").without("spec", "clusterIPs")
                    : kept;
        }
        KubeObject addressed = withAddress(kept);
        boolean hasPorts = type.equals("NodePort") || type.equals("LoadBalancer");
        return hasPorts ? withPorts(addressed) : addressed;
    }

    private static boolean isOfService(AdmissionRequest request) {
        return request.resource().group().isEmpty()
                && request.resource().resource().equals("services")
                && request.subresource().isEmpty();
    }

    /// An update that leaves the address out keeps it.
    private static KubeObject keptFrom(KubeObject old, KubeObject object) {
        String before = old.at("spec", "clusterIP").text();
        boolean isLeftOut = object.at("spec", "clusterIP").text().isEmpty() && !before.isEmpty();
        return isLeftOut
                ? object.with(before, "spec", "clusterIP").with(old.at("spec", "clusterIPs"), "spec", "clusterIPs")
                : object;
    }

    private KubeObject withAddress(KubeObject object) {
        String address = object.at("spec", "clusterIP").text();
        if (address.equals("None")) {
            return object.with(JsonArray.of("None"), "spec", "clusterIPs");
        }
        if (address.isEmpty()) {
            // The first one is the API's, whose Service asks for it by name.
            int start = random.nextInt(range.count());
            address = draw(
                            new Pool(ServiceClaims.GROUP, ServiceClaims.ADDRESSES),
                            Set.of(range.api()),
                            range.count(),
                            offset -> range.at(start + offset))
                    .orElseThrow(() -> full("failed to allocate a serviceIP: range is full"));
        } else if (!range.contains(address)) {
            throw invalid(
                    object,
                    FieldError.invalid(
                            "spec.clusterIPs",
                            JsonArray.of(address),
                            "failed to allocate IP " + address
                                    + ": the provided network does not match the current range"));
        } else if (isTaken(new Pool(ServiceClaims.GROUP, ServiceClaims.ADDRESSES), address, object)) {
            throw invalid(
                    object,
                    FieldError.invalid(
                            "spec.clusterIPs",
                            JsonArray.of(address),
                            "failed to allocate IP " + address + ": provided IP is already allocated"));
        }
        return object.with(address, "spec", "clusterIP").with(JsonArray.of(address), "spec", "clusterIPs");
    }

    private KubeObject withPorts(KubeObject object) {
        var pool = new Pool(ServiceClaims.PORT_GROUP, ServiceClaims.PORTS);
        var own = new HashSet<String>();
        var ports = new ArrayList<Json>();
        List<Json> wished = object.at("spec", "ports").elements();
        wished.forEach(port -> own.add(Long.toString(port.at("nodePort").longOr(0))));
        for (Json port : wished) {
            JsonObject fields = port.object();
            long wanted = fields.at("nodePort").longOr(0);
            if (wanted == 0) {
                int start = random.nextInt(PORTS);
                String drawn = draw(pool, own, PORTS, offset -> Integer.toString(PORT_FIRST + (start + offset) % PORTS))
                        .orElseThrow(() -> full("failed to allocate a nodePort: range is full"));
                own.add(drawn);
                fields = fields.with("nodePort", Long.parseLong(drawn));
            } else if (wanted < PORT_FIRST || wanted >= PORT_FIRST + PORTS) {
                throw invalid(
                        object,
                        FieldError.invalid(
                                "spec.ports[" + ports.size() + "].nodePort",
                                wanted,
                                "provided port is not in the valid range. The range of valid ports is " + PORT_FIRST
                                        + "-" + (PORT_FIRST + PORTS - 1)));
            } else if (isTaken(pool, Long.toString(wanted), object)) {
                throw invalid(
                        object,
                        FieldError.invalid(
                                "spec.ports[" + ports.size() + "].nodePort",
                                wanted,
                                "provided port is already allocated"));
            }
            ports.add(fields);
        }
        return object.with(new JsonArray(ports), "spec", "ports");
    }

    /// Where claims of one kind are kept.
    private record Pool(String group, String resource) {}

    private interface Candidate {
        String at(int offset);
    }

    /// Almost always the first one is free; only if not, all that are taken are looked at.
    private Optional<String> draw(Pool pool, Set<String> excluded, int count, Candidate candidate) {
        String first = candidate.at(0);
        if (!excluded.contains(first) && find(pool, first).isEmpty()) {
            return Optional.of(first);
        }
        var taken = new HashSet<>(excluded);
        objects.list(pool.group(), pool.resource(), "").forEach(claim -> taken.add(claim.name()));
        return IntStream.range(1, count)
                .mapToObj(candidate::at)
                .filter(value -> !taken.contains(value))
                .findFirst();
    }

    private boolean isTaken(Pool pool, String value, KubeObject service) {
        return find(pool, value)
                .filter(claim -> ServiceClaims.isOfAnother(claim, service.objectName()))
                .isPresent();
    }

    private Optional<KubeObject> find(Pool pool, String value) {
        return objects.find(pool.group(), pool.resource(), ObjectName.cluster(value));
    }

    private static StatusException full(String why) {
        return new StatusException(
                500,
                "InternalError",
                "Internal error occurred: " + why,
                JsonObject.of("causes", JsonArray.of(JsonObject.of("message", why))));
    }

    private static RuntimeException invalid(KubeObject object, FieldError error) {
        return FieldError.refusal(object.kind(), object.name(), List.of(error));
    }
}
