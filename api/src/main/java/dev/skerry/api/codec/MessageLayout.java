// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ObjectSchema;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What stands at which number in the protobuf message of an object: a field, or a message of its own
/// whose fields JSON has flat among the others.
///
/// Layouts are made once for each type that is really read or written as protobuf.
final class MessageLayout {
    private static final Map<ObjectSchema, MessageLayout> KNOWN = new ConcurrentHashMap<>();

    /// What stands at a number.
    sealed interface Part {
        record Single(Field field) implements Part {}

        record Inline(MessageLayout layout) implements Part {}
    }

    private final TreeMap<Integer, Part> parts = new TreeMap<>();

    private MessageLayout() {}

    static MessageLayout of(ObjectSchema schema) {
        // Not computeIfAbsent: two threads that make the same layout do no harm, a lock held over the work might.
        MessageLayout known = KNOWN.get(schema);
        if (known == null) {
            known = new MessageLayout();
            for (Field field : schema.fields()) {
                known.add(field);
            }
            KNOWN.put(schema, known);
        }
        return known;
    }

    /// The parts by ascending number.
    TreeMap<Integer, Part> parts() {
        return parts;
    }

    private void add(Field field) {
        if (field.number() == 0) {
            return;
        }
        MessageLayout owner = this;
        for (int number : field.inlinePath()) {
            Part part = owner.parts.computeIfAbsent(number, _ -> new Part.Inline(new MessageLayout()));
            if (!(part instanceof Part.Inline(MessageLayout inner))) {
                throw new IllegalStateException("field " + field.name() + " shares number " + number);
            }
            owner = inner;
        }
        owner.parts.put(field.number(), new Part.Single(field));
    }
}
