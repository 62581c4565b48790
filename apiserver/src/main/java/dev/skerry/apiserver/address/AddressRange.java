// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.address;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/// Addresses of IPv4 that lie together: `10.43.0.0/16`.
///
/// @param first whose lower bits are zero
/// @param bits that all have in common, 8 to 30
public record AddressRange(int first, int bits) {
    /// Where Services get their addresses.
    public static final AddressRange SERVICES = new AddressRange(10 << 24 | 43 << 16, 16);

    public AddressRange {
        if (bits < 8 || bits > 30 || (first & ((1 << (32 - bits)) - 1)) != 0) {
            throw new IllegalArgumentException("not a range: " + address(first) + "/" + bits);
        }
    }

    /// How many can be given out: the first and the last one are nobody's.
    int count() {
        return (1 << (32 - bits)) - 2;
    }

    /// One that can be given out.
    ///
    /// @param number any; numbers go round
    String at(int number) {
        return address(first + 1 + Math.floorMod(number, count()));
    }

    /// The first one that can be given out: the API's own Service has it.
    public String api() {
        return at(0);
    }

    /// Whether an address, as text, is one that can be given out; IPv6 never is.
    boolean contains(String address) {
        if (address.indexOf(':') >= 0) {
            return false;
        }
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        int offset = ByteBuffer.wrap(bytes).getInt() - first;
        return offset > 0 && offset <= count();
    }

    public String text() {
        return address(first) + "/" + bits;
    }

    private static String address(int value) {
        return (value >>> 24) + "." + (value >>> 16 & 0xff) + "." + (value >>> 8 & 0xff) + "." + (value & 0xff);
    }
}
