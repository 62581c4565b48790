// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.value.Sizes;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.util.Optional;

/// Addresses with the same first bits: `10.0.0.0/8`.
record AddressBlock(IpAddress ip, int bits) implements ValueTypes.Typed, Sizes.Sized {
    static Optional<AddressBlock> find(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9]\\d{0,2}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.find(text.substring(0, slash))
                .filter(ip -> bits <= ip.size() * Byte.SIZE)
                .map(ip -> new AddressBlock(ip, bits));
    }

    boolean contains(IpAddress other) {
        return other.isV4() == ip.isV4()
                && new AddressBlock(other, bits).masked().ip().equals(masked().ip());
    }

    boolean contains(AddressBlock other) {
        return other.bits >= bits && contains(other.ip);
    }

    AddressBlock masked() {
        byte[] bytes = ip.address().getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * (long) Byte.SIZE, 0, Byte.SIZE);
            bytes[i] &= (byte) (0xff00 >> kept);
        }
        return new AddressBlock(IpAddress.of(bytes), bits);
    }

    @Override
    public String typeName() {
        return "net.CIDR";
    }

    @Override
    public long size() {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    @Override
    public String toString() {
        return ip + "/" + bits;
    }
}
