// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.foundation.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.function.IntFunction;

/// A list as protobuf, written item by item, byte for byte as [Protobuf#encode] writes the whole.
///
/// The envelope tells the length of its message before the message, so everything is measured first. The first
/// megabyte is kept from measuring; items beyond it are encoded once more when they go out. So a list of one page
/// costs no more than it must, and a list of a hundred thousand objects never stands in memory.
public final class ProtobufList {
    /// A page of 500 pods is about so large.
    private static final int KEPT_MAX = 1 << 20;

    private static final int ITEMS = 2;

    private final ObjectSchema element;
    private final int count;
    private final IntFunction<JsonObject> items;
    private final ArrayDeque<byte[]> kept = new ArrayDeque<>();

    private ProtobufList(ObjectSchema element, int count, IntFunction<JsonObject> items) {
        this.element = element;
        this.count = count;
        this.items = items;
    }

    /// @param head the list without its items
    /// @param items gives the same item whenever it is asked for one
    /// @throws DecodeException if the list's kind is not built in
    public static void write(KubeObject head, int count, IntFunction<JsonObject> items, OutputStream out)
            throws IOException {
        ObjectSchema schema = Protobuf.schema(head.kind());
        byte[] start = ProtobufWriter.write(schema, head.tree());
        var list = new ProtobufList(elementOf(schema), count, items);
        long length = list.measure();
        out.write(Protobuf.Envelope.before(head.kind(), start.length + length));
        out.write(start);
        list.writeItems(length, out);
        out.write(Protobuf.Envelope.behind());
    }

    private static ObjectSchema elementOf(ObjectSchema list) {
        return list.findField("items")
                .filter(field -> field.number() == ITEMS)
                .map(field -> field.schema() instanceof ListSchema items && items.element() instanceof ObjectSchema one
                        ? one
                        : null)
                .orElseThrow(() -> new DecodeException(list.typeName() + " is no list"));
    }

    private long measure() {
        long length = 0;
        for (int i = 0; i < count; i++) {
            byte[] item = encoded(i);
            if (length + item.length <= KEPT_MAX) {
                kept.add(item);
            }
            length += item.length;
        }
        return length;
    }

    private void writeItems(long length, OutputStream out) throws IOException {
        long left = length;
        for (int i = 0; i < count; i++) {
            byte[] known = kept.poll();
            byte[] item = known == null ? encoded(i) : known;
            left -= item.length;
            out.write(item);
        }
        if (left != 0) {
            throw new IllegalStateException("a list of " + count + " items came out " + left + " bytes shorter");
        }
    }

    private byte[] encoded(int index) {
        var out = new WireWriter();
        ProtobufWriter.write(element, items.apply(index), out);
        out.closeMessage(ITEMS, 0);
        return out.toBytes();
    }
}
