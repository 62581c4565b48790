// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Values of any length that are known again by a short tag, so that a history need not hold them, and in which
/// no byte can change unnoticed.
public final class Values {
    private Values() {}

    /// The tag, a line break, and bytes that follow from the tag.
    public static byte[] bytes(String tag, int length) {
        byte[] head = (tag + "\n").getBytes(US_ASCII);
        byte[] value = Arrays.copyOf(head, Math.max(length, head.length));
        int state = tag.hashCode() | 1;
        for (int i = head.length; i < value.length; i++) {
            state = state * 0x19660D + 0x3C6EF35F;
            value[i] = (byte) (state >>> 24);
        }
        return value;
    }

    /// The tag of a value that is whole; otherwise a text that is no tag.
    public static String tag(byte[] value) {
        String text = new String(value, ISO_8859_1);
        int end = text.indexOf('\n');
        if (end > 0 && Arrays.equals(bytes(text.substring(0, end), value.length), value)) {
            return text.substring(0, end);
        }
        return "damaged:" + value.length + ":" + Integer.toHexString(Arrays.hashCode(value));
    }
}
