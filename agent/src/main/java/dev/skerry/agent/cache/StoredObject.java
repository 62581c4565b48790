// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import dev.skerry.tunnel.frame.Held;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How an object lies in the database: what the server must know of it in front, so that a start need not
/// parse every object; then the object's JSON.
///
/// Eight bytes of content hash, eight of version, one of the uid's length, the uid, the JSON.
final class StoredObject {
    private static final int HEAD = 17;

    private StoredObject() {}

    static byte[] write(Held held, byte[] json) {
        byte[] uid = held.uid().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD + uid.length + json.length)
                .putLong(held.content())
                .putLong(held.version())
                .put((byte) uid.length)
                .put(uid)
                .put(json)
                .array();
    }

    static Held held(String key, byte[] stored) {
        var in = ByteBuffer.wrap(stored);
        long content = in.getLong();
        long version = in.getLong();
        String uid = new String(stored, HEAD, uidLength(stored), StandardCharsets.UTF_8);
        return new Held(key, uid, version, content);
    }

    static byte[] json(byte[] stored) {
        return Arrays.copyOfRange(stored, HEAD + uidLength(stored), stored.length);
    }

    private static int uidLength(byte[] stored) {
        return stored[HEAD - 1] & 0xff;
    }
}
