// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.Map;

/// Addresses of the network and blocks of them.
final class Addresses {
    private Addresses() {}

    static void addTo(Map<String, Function> all) {
        all.put("string_to_ip", a -> ip(a[0]));
        all.put("is_ip", a -> IpAddress.find((String) a[0]).isPresent());
        all.put("ip_to_string", a -> a[0].toString());
        all.put("ip_is_canonical", a -> ip(a[0]).toString().equals(a[0]));
        all.put("ip_family", a -> ((IpAddress) a[0]).isV4() ? 4L : 6L);
        all.put("ip_is_unspecified", a -> ((IpAddress) a[0]).address().isAnyLocalAddress());
        all.put("ip_is_loopback", a -> ((IpAddress) a[0]).address().isLoopbackAddress());
        all.put("ip_is_link_local_multicast", a -> ((IpAddress) a[0]).isLinkLocalMulticast());
        all.put("ip_is_link_local_unicast", a -> ((IpAddress) a[0]).address().isLinkLocalAddress());
        all.put("ip_is_global_unicast", a -> ((IpAddress) a[0]).isGlobalUnicast());
        all.put("string_to_cidr", a -> cidr(a[0]));
        all.put("is_cidr", a -> AddressBlock.find((String) a[0]).isPresent());
        all.put("cidr_to_string", a -> a[0].toString());
        all.put("cidr_contains_ip_string", a -> ((AddressBlock) a[0]).contains(ip(a[1])));
        all.put("cidr_contains_ip_ip", a -> ((AddressBlock) a[0]).contains((IpAddress) a[1]));
        all.put("cidr_contains_cidr_string", a -> ((AddressBlock) a[0]).contains(cidr(a[1])));
        all.put("cidr_contains_cidr", a -> ((AddressBlock) a[0]).contains((AddressBlock) a[1]));
        all.put("cidr_ip", a -> ((AddressBlock) a[0]).ip());
        all.put("cidr_prefix_length", a -> (long) ((AddressBlock) a[0]).bits());
        all.put("cidr_masked", a -> ((AddressBlock) a[0]).masked());
    }

    private static IpAddress ip(Object text) {
        return IpAddress.find((String) text)
                .orElseThrow(() -> new Fault("IP Address \"" + text
                        + "\" parse error during conversion from string: ParseAddr(\"" + text
                        + "\"): unable to parse IP"));
    }

    private static AddressBlock cidr(Object text) {
        return AddressBlock.find((String) text)
                .orElseThrow(() ->
                        new Fault("network address parse error during conversion from string: netip.ParsePrefix(\""
                                + text + "\"): no '/'"));
    }
}
