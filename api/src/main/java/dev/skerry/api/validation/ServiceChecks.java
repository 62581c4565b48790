// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What holds for Services and for what stands behind them.
final class ServiceChecks {
    private static final long PORT_MAX = 65_535;
    private static final Pattern ADDRESS_LETTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private ServiceChecks() {}

    static void service(Place object) {
        Place spec = object.at("spec");
        boolean isHeadless = spec.at("clusterIP").text().equals("None");
        String type = spec.at("type").text();
        if (type.equals("ExternalName")) {
            Place name = spec.at("externalName");
            if (name.isThere("")) {
                String bare = name.text().endsWith(".")
                        ? name.text().substring(0, name.text().length() - 1)
                        : name.text();
                name.invalid(Names.subdomain(bare));
            }
        } else if (!isHeadless) {
            spec.at("ports").isThere("");
        }
        if (type.equals("LoadBalancer") && isHeadless) {
            spec.report(FieldError.invalid(
                    "spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services"));
        }
        Place address = spec.at("clusterIP");
        if (!address.isEmpty() && !isHeadless && !isAddress(address.text())) {
            address.invalid("must be empty, 'None', or a valid IP address");
        }
        MetadataChecks.labels(spec.at("selector"));
        ports(spec.at("ports"), type);
    }

    static void serviceUpdate(Place object, Json old) {
        String before = old.at("spec", "clusterIP").text();
        Place address = object.at("spec", "clusterIP");
        boolean wasAndIsInside = !isName(old) && !isName(object.value()) && !before.isEmpty();
        if (wasAndIsInside && !address.text().equals(before)) {
            object.report(FieldError.invalid("spec.clusterIPs[0]", address.value(), "may not change once set"));
        }
    }

    static void endpoints(Place object) {
        boolean mayBeLoopback =
                leadsToTheApi(object, object.at("metadata", "name").text());
        for (Place subset : object.at("subsets").elements()) {
            if (subset.at("addresses").isEmpty()
                    && subset.at("notReadyAddresses").isEmpty()) {
                subset.required("must specify `addresses` or `notReadyAddresses`");
            }
            for (String list : List.of("addresses", "notReadyAddresses")) {
                for (Place address : subset.at(list).elements()) {
                    endpointAddress(address.at("ip"), "must be a valid IP address", mayBeLoopback);
                }
            }
            for (Place port : subset.at("ports").elements()) {
                port.at("port").between(1, PORT_MAX);
            }
        }
    }

    static void endpointSlice(Place object) {
        object.at("addressType").oneOf("FQDN", "IPv4", "IPv6");
        boolean isNamed = object.at("addressType").text().equals("FQDN");
        boolean mayBeLoopback = leadsToTheApi(
                object,
                object.at("metadata", "labels").at("kubernetes.io/service-name").text());
        for (Place endpoint : object.at("endpoints").elements()) {
            Place addresses = endpoint.at("addresses");
            if (addresses.isThere("must contain at least 1 address") && !isNamed) {
                addresses
                        .elements()
                        .forEach(address -> endpointAddress(
                                address,
                                "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
                                mayBeLoopback));
            }
        }
        for (Place port : object.at("ports").elements()) {
            if (!port.at("name").isEmpty()) {
                port.at("name").invalid(Names.label(port.at("name").text()));
            }
        }
    }

    static void endpointSliceUpdate(Place object, Json old) {
        object.at("addressType").unchanged(old.at("addressType"));
    }

    private static boolean isName(Json service) {
        return service.at("spec", "type").text().equals("ExternalName");
    }

    private static void ports(Place ports, String type) {
        boolean isSingle = ports.elements().size() == 1;
        var taken = new HashSet<String>();
        for (Place port : ports.elements()) {
            Place name = port.at("name");
            if (!name.isEmpty()) {
                name.invalid(Names.label(name.text()));
            } else if (!isSingle) {
                name.required("");
            }
            Place number = port.at("port");
            if (number.number() < 1 || number.number() > PORT_MAX) {
                number.report(
                        FieldError.invalid(number.path(), number.number(), "must be between 1 and 65535, inclusive"));
            }
            if (!port.at("targetPort").isAbsent()) {
                ProbeChecks.port(port.at("targetPort"));
            }
            if (port.at("nodePort").number() != 0) {
                boolean isInside = type.equals("ClusterIP") || type.equals("ExternalName");
                if (isInside) {
                    port.at("nodePort").forbidden("may not be used when `type` is '" + type + "'");
                }
                port.at("nodePort").between(1, PORT_MAX);
            }
            String key = port.at("protocol").text() + "/" + number.number();
            if (!taken.add(key)) {
                Json pair = JsonObject.of("protocol", port.at("protocol").value(), "port", number.value());
                port.report(FieldError.duplicate(port.path(), pair));
            }
        }
        ports.distinct("name");
    }

    /// A server on a machine without a network is reached by its own machine alone, and says so.
    private static boolean leadsToTheApi(Place object, String service) {
        return service.equals("kubernetes")
                && object.at("metadata", "namespace").text().equals("default");
    }

    private static void endpointAddress(Place address, String otherwise, boolean mayBeLoopback) {
        if (!isAddress(address.text())) {
            address.invalid(otherwise);
        } else if (!mayBeLoopback
                && (address.text().startsWith("127.") || address.text().equals("::1"))) {
            address.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
    }

    /// An address by its look alone: nothing is asked of the resolver.
    static boolean isAddress(String text) {
        if (!ADDRESS_LETTERS.matcher(text).matches()) {
            return false;
        }
        if (text.contains(":")) {
            return text.indexOf("::") == text.lastIndexOf("::") && text.split(":", -1).length <= 9;
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean isByte = part.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(part) <= 255;
            if (!isByte) {
                return false;
            }
        }
        return true;
    }
}
