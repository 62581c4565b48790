// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.address;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Draws a free address for each Service that has none, and free node ports for those that want them.
///
/// What is taken is read off the Services themselves, so that nothing can get lost or leak. Between the
/// moment a value is drawn and the moment its Service is stored it is remembered here, so that two
/// Services on their way in do not get the same.
public final class ServiceAddresses implements AdmissionPlugin {
    /// The first address of the range: the API's own Service.
    public static final String API = "10.43.0.1";

    private static final String PREFIX = "10.43.";
    private static final int ADDRESSES = 1 << 16;
    private static final int PORT_FIRST = 30_000;
    private static final int PORTS = 2_768;
    private static final int DRAWN_MAX = 1_024;

    private final ObjectSource objects;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();

    /// The latest values given out, the oldest forgotten first: by then their Services are stored.
    @GuardedBy("lock")
    private final Map<String, ObjectName> drawn = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ObjectName> eldest) {
            return size() > DRAWN_MAX;
        }
    };

    public ServiceAddresses(ObjectSource objects, RandomGenerator random) {
        this.objects = objects;
        this.random = random;
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
        lock.lock();
        try {
            Set<String> taken = taken(request);
            KubeObject addressed = withAddress(kept, taken);
            boolean hasPorts = type.equals("NodePort") || type.equals("LoadBalancer");
            KubeObject complete = hasPorts ? withPorts(addressed, taken) : addressed;
            if (request.isDryRun()) {
                forget(object.objectName());
            }
            return complete;
        } finally {
            lock.unlock();
        }
    }

    /// What a Service had is free as soon as it is gone; until then it is taken because it is stored.
    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE && isOfService(request)) {
            lock.lock();
            try {
                forget(new ObjectName(request.namespace(), request.name()));
            } finally {
                lock.unlock();
            }
        }
    }

    private static boolean isOfService(AdmissionRequest request) {
        return request.resource().group().isEmpty()
                && request.resource().resource().equals("services")
                && request.subresource().isEmpty();
    }

    @GuardedBy("lock")
    private void forget(ObjectName service) {
        drawn.values().removeIf(service::equals);
    }

    /// An update that leaves the address out keeps it.
    private static KubeObject keptFrom(KubeObject old, KubeObject object) {
        String before = old.at("spec", "clusterIP").text();
        boolean isLeftOut = object.at("spec", "clusterIP").text().isEmpty() && !before.isEmpty();
        return isLeftOut
                ? object.with(before, "spec", "clusterIP").with(old.at("spec", "clusterIPs"), "spec", "clusterIPs")
                : object;
    }

    @GuardedBy("lock")
    private KubeObject withAddress(KubeObject object, Set<String> taken) {
        String address = object.at("spec", "clusterIP").text();
        if (address.equals("None")) {
            return object.with(JsonArray.of("None"), "spec", "clusterIPs");
        }
        if (address.isEmpty()) {
            int start = random.nextInt(ADDRESSES);
            address = draw(object, taken, ADDRESSES, offset -> address(start + offset))
                    .orElseThrow(
                            () -> invalid(object, "spec.clusterIPs", Json.of(""), "the range of addresses is used up"));
        } else if (!address.startsWith(PREFIX)) {
            throw invalid(
                    object,
                    "spec.clusterIPs",
                    JsonArray.of(address),
                    "failed to allocate IP " + address + ": the provided network does not match the current range");
        } else if (taken.contains(address)) {
            throw invalid(
                    object,
                    "spec.clusterIPs",
                    JsonArray.of(address),
                    "failed to allocate IP " + address + ": provided IP is already allocated");
        } else {
            drawn.put(address, object.objectName());
        }
        return object.with(address, "spec", "clusterIP").with(JsonArray.of(address), "spec", "clusterIPs");
    }

    @GuardedBy("lock")
    private KubeObject withPorts(KubeObject object, Set<String> taken) {
        var ports = new ArrayList<Json>();
        for (Json port : object.at("spec", "ports").elements()) {
            JsonObject fields = port.object();
            long wanted = fields.at("nodePort").longOr(0);
            if (wanted == 0) {
                int start = random.nextInt(PORTS);
                String drawnPort = draw(
                                object, taken, PORTS, offset -> Integer.toString(PORT_FIRST + (start + offset) % PORTS))
                        .orElseThrow(
                                () -> invalid(object, "spec.ports", Json.of(""), "the range of node ports is used up"));
                taken.add(drawnPort);
                fields = fields.with("nodePort", Long.parseLong(drawnPort));
            } else if (wanted < PORT_FIRST || wanted >= PORT_FIRST + PORTS) {
                throw invalid(
                        object,
                        "spec.ports[" + ports.size() + "].nodePort",
                        Json.of(wanted),
                        "provided port is not in the valid range. The range of valid ports is " + PORT_FIRST + "-"
                                + (PORT_FIRST + PORTS - 1));
            } else if (taken.contains(Long.toString(wanted))) {
                throw invalid(
                        object,
                        "spec.ports[" + ports.size() + "].nodePort",
                        Json.of(wanted),
                        "provided port is already allocated");
            } else {
                drawn.put(Long.toString(wanted), object.objectName());
            }
            ports.add(fields);
        }
        return object.with(new JsonArray(ports), "spec", "ports");
    }

    private interface Candidate {
        String at(int offset);
    }

    @GuardedBy("lock")
    private Optional<String> draw(KubeObject object, Set<String> taken, int count, Candidate candidate) {
        for (int offset = 0; offset < count; offset++) {
            String value = candidate.at(offset);
            if (!taken.contains(value) && !isReserved(value)) {
                drawn.put(value, object.objectName());
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /// What other Services have, or were just given.
    @GuardedBy("lock")
    private Set<String> taken(AdmissionRequest request) {
        var own = new ObjectName(request.namespace(), request.name());
        var taken = new HashSet<String>();
        for (KubeObject service : objects.list("", "services", "")) {
            if (!service.objectName().equals(own)) {
                taken.add(service.at("spec", "clusterIP").text());
                service.at("spec", "ports")
                        .elements()
                        .forEach(port ->
                                taken.add(Long.toString(port.at("nodePort").longOr(0))));
            }
        }
        drawn.forEach((value, name) -> {
            boolean isStored = objects.find("", "services", name).isPresent();
            if (!name.equals(own) && !isStored) {
                taken.add(value);
            }
        });
        return taken;
    }

    private static String address(int number) {
        int within = Math.floorMod(number, ADDRESSES);
        return PREFIX + (within >> 8) + "." + (within & 0xff);
    }

    /// The range's first and last addresses, and the API's own.
    private static boolean isReserved(String value) {
        return value.equals(API) || value.equals(PREFIX + "0.0") || value.equals(PREFIX + "255.255");
    }

    private static RuntimeException invalid(KubeObject object, String field, Json value, String why) {
        return FieldError.refusal(object.kind(), object.name(), List.of(FieldError.invalid(field, value, why)));
    }
}
