// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Key;
import java.util.Arrays;

/// Where things are in etcd: `ROOT/registry/...` is our key `/registry/...`; beside them `ROOT.epoch` says where
/// our revisions begin (see [Epoch]).
record Layout(String root) {
    byte[] epoch() {
        return (root + ".epoch").getBytes(UTF_8);
    }

    /// A key in which nothing ever stands: a watch of it says what etcd remembers, and nothing else.
    byte[] nothing() {
        return (root + ".nothing").getBytes(UTF_8);
    }

    byte[] key(Key key) {
        return (root + key.text()).getBytes(UTF_8);
    }

    /// Where a range of a prefix begins, if it may not begin before `from`.
    byte[] start(String prefix, String from) {
        String first = Key.ORDER.compare(from, prefix) > 0 ? from : prefix;
        return (root + slashed(first)).getBytes(UTF_8);
    }

    /// The first key behind all that begin with a prefix. UTF-8 has no byte 0xFF, so the last byte can always
    /// be one more.
    byte[] end(String prefix) {
        byte[] bytes = (root + slashed(prefix)).getBytes(UTF_8);
        byte[] end = Arrays.copyOf(bytes, bytes.length);
        end[end.length - 1]++;
        return end;
    }

    Key key(byte[] etcdKey) {
        String text = new String(etcdKey, UTF_8);
        if (!text.startsWith(root)) {
            throw new IllegalStateException("etcd told of a key that was not asked for: " + text);
        }
        return new Key(text.substring(root.length()));
    }

    /// Every key begins with a slash, so the empty prefix means the same as this one.
    private static String slashed(String prefix) {
        return prefix.isEmpty() ? "/" : prefix;
    }
}
