// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads DER element by element. Strangers send us such bytes, so every length is compared with what is
/// really there before anything is allocated, lengths must be written the one way DER allows, and
/// nothing recurses: whoever wants to go deeper calls [#enter], and gives the depth by doing so.
///
/// One thread, one reader.
final class DerReader {
    private final byte[] input;
    private final int end;
    private int position;

    private DerReader(byte[] input, int position, int end) {
        this.input = input;
        this.position = position;
        this.end = end;
    }

    static DerReader over(byte[] input) {
        return new DerReader(input, 0, input.length);
    }

    boolean hasMore() {
        return position < end;
    }

    /// Whether the next element has this tag; false at the end.
    boolean isNext(int tag) {
        return hasMore() && (input[position] & 0xff) == tag;
    }

    /// The tag of the next element.
    int nextTag() {
        if (!hasMore()) {
            throw failure("more was expected");
        }
        return input[position] & 0xff;
    }

    /// A reader of the content of the next element, which is passed over.
    DerReader enter(int tag) {
        int contentEnd = header(tag);
        var inner = new DerReader(input, position, contentEnd);
        position = contentEnd;
        return inner;
    }

    /// The content of the next element.
    byte[] content(int tag) {
        int contentEnd = header(tag);
        byte[] content = Arrays.copyOfRange(input, position, contentEnd);
        position = contentEnd;
        return content;
    }

    /// The next element with its header, whatever it is: what signatures are made over.
    byte[] encoded() {
        int start = position;
        position = header(nextTag());
        return Arrays.copyOfRange(input, start, position);
    }

    BigInteger integer() {
        byte[] content = content(Der.INTEGER);
        if (content.length == 0) {
            throw failure("an integer has no digits");
        }
        return new BigInteger(content);
    }

    String oid() {
        byte[] content = content(Der.OBJECT_IDENTIFIER);
        if (content.length == 0 || content[content.length - 1] < 0) {
            throw failure("an object identifier is cut off");
        }
        var text = new StringBuilder();
        long arc = 0;
        for (byte part : content) {
            if (arc > Long.MAX_VALUE >>> 8) {
                throw failure("an object identifier is too large");
            }
            arc = arc << 7 | part & 0x7f;
            if (part >= 0) {
                appendArc(text, arc);
                arc = 0;
            }
        }
        return text.toString();
    }

    /// A bit string whose length is a whole number of bytes.
    byte[] bits() {
        byte[] content = content(Der.BIT_STRING);
        if (content.length == 0 || content[0] != 0) {
            throw failure("a bit string does not end at a byte");
        }
        return Arrays.copyOfRange(content, 1, content.length);
    }

    /// One of the string types that names are written in.
    String text() {
        int tag = nextTag();
        return switch (tag) {
            case Der.UTF8_STRING -> new String(content(tag), StandardCharsets.UTF_8);
            case Der.PRINTABLE_STRING, Der.IA5_STRING, Der.TELETEX_STRING ->
                new String(content(tag), StandardCharsets.ISO_8859_1);
            default -> throw failure("a text was expected, but the tag is " + tag);
        };
    }

    /// @throws PkiException if something follows
    void end() {
        if (hasMore()) {
            throw failure("something follows the end");
        }
    }

    private static void appendArc(StringBuilder text, long arc) {
        if (!text.isEmpty()) {
            text.append('.').append(arc);
            return;
        }
        long first = Math.min(arc / 40, 2);
        text.append(first).append('.').append(arc - first * 40);
    }

    /// Passes over tag and length; the position of the first byte after the content.
    private int header(int tag) {
        if (nextTag() != tag) {
            throw failure("tag " + tag + " was expected, but it is " + nextTag());
        }
        position++;
        int length = length();
        if (length > end - position) {
            throw failure("an element claims " + length + " bytes where " + (end - position) + " are left");
        }
        return position + length;
    }

    private int length() {
        int first = lengthByte();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw failure("a length of " + count + " bytes is not accepted");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | lengthByte();
        }
        if (length < 0x80 || length >>> (8 * (count - 1)) == 0) {
            throw failure("a length is not written in its shortest form");
        }
        return length;
    }

    private int lengthByte() {
        if (position >= end) {
            throw failure("a length is cut off");
        }
        return input[position++] & 0xff;
    }

    private PkiException failure(String what) {
        return new PkiException("malformed DER at byte " + position + ": " + what);
    }
}
