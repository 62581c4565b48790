// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;

/// Writes DER (X.690): each method gives one whole element, and a constructed element is made from its
/// parts. [DerReader] reads it back.
final class Der {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int UTF8_STRING = 0x0c;
    static final int PRINTABLE_STRING = 0x13;
    static final int TELETEX_STRING = 0x14;
    static final int IA5_STRING = 0x16;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    /// X.509 writes years before 2050 with two digits and later ones with four.
    private static final int FIRST_LONG_YEAR = 2050;

    private static final DateTimeFormatter SHORT_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LONG_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    /// The tag `[number]` of a context; constructed ones hold elements, the others bytes.
    static int context(int number) {
        return 0x80 | number;
    }

    static int constructedContext(int number) {
        return 0xa0 | number;
    }

    /// An element from its tag and the parts of its content.
    static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        writeLength(out, length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return element(SEQUENCE, parts);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /// Only `true` is ever written: DER leaves defaults out, and false is the default wherever we need one.
    static byte[] isTrue() {
        return element(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] octets(byte[] content) {
        return element(OCTET_STRING, content);
    }

    /// A bit string whose length is a whole number of bytes.
    static byte[] bits(byte[] content) {
        return element(BIT_STRING, new byte[] {0}, content);
    }

    /// A bit string of named bits, bit 0 first; trailing zero bits are left out as DER demands.
    static byte[] namedBits(int... bits) {
        int last = Arrays.stream(bits).max().orElse(0);
        byte[] content = new byte[last / 8 + 1];
        for (int bit : bits) {
            content[bit / 8] |= (byte) (0x80 >> (bit % 8));
        }
        return element(BIT_STRING, new byte[] {(byte) (7 - last % 8)}, content);
    }

    static byte[] utf8(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] oid(String dotted) {
        var out = new ByteArrayOutputStream();
        String[] arcs = dotted.split("\\.", -1);
        writeArc(out, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            writeArc(out, Long.parseLong(arcs[i]));
        }
        return element(OBJECT_IDENTIFIER, out.toByteArray());
    }

    static byte[] time(Instant at) {
        boolean isLong = at.atOffset(ZoneOffset.UTC).getYear() >= FIRST_LONG_YEAR;
        String text = (isLong ? LONG_TIME : SHORT_TIME).format(at);
        return element(isLong ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        var bytes = new ArrayDeque<Integer>();
        for (int rest = length; rest > 0; rest >>>= 8) {
            bytes.push(rest & 0xff);
        }
        out.write(0x80 | bytes.size());
        bytes.forEach(out::write);
    }

    private static void writeArc(ByteArrayOutputStream out, long arc) {
        var groups = new ArrayDeque<Integer>();
        long rest = arc;
        do {
            groups.push((int) (rest & 0x7f) | (groups.isEmpty() ? 0 : 0x80));
            rest >>>= 7;
        } while (rest > 0);
        groups.forEach(out::write);
    }
}
