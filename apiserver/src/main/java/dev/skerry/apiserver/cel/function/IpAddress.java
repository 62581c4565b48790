// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.value.Sizes;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// One address, of version 4 or 6.
record IpAddress(InetAddress address) implements ValueTypes.Typed, Sizes.Sized {
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    static Optional<IpAddress> find(String text) {
        // Names must not be looked up, and v4 addresses in the clothes of v6 are refused, as Kubernetes does.
        boolean isShaped = V4.matcher(text).matches() || V6.matcher(text).matches() && text.indexOf('.') < 0;
        if (!isShaped) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean isMapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
            return isMapped ? Optional.empty() : Optional.of(new IpAddress(address));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static IpAddress of(byte[] bytes) {
        try {
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }

    boolean isV4() {
        return address instanceof Inet4Address;
    }

    boolean isLinkLocalMulticast() {
        byte[] bytes = address.getAddress();
        return isV4()
                ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
                : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2;
    }

    boolean isGlobalUnicast() {
        byte[] bytes = address.getAddress();
        boolean isBroadcast = isV4() && bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
        return !isBroadcast
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress();
    }

    @Override
    public String typeName() {
        return "net.IP";
    }

    @Override
    public long size() {
        return address.getAddress().length;
    }

    /// The canonical text; of several runs of zeros the first longest one is left out.
    @Override
    public String toString() {
        if (isV4()) {
            return address.getHostAddress();
        }
        String[] groups = address.getHostAddress().split(":", -1);
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < groups.length; start++) {
            int end = start;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - start > bestLength) {
                bestStart = start;
                bestLength = end - start;
            }
        }
        if (bestStart < 0) {
            return String.join(":", groups);
        }
        String head = String.join(":", java.util.Arrays.copyOfRange(groups, 0, bestStart));
        String tail = String.join(":", java.util.Arrays.copyOfRange(groups, bestStart + bestLength, groups.length));
        return head + "::" + tail;
    }
}
