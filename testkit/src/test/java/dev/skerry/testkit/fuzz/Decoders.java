// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import dev.skerry.api.codec.DecodeException;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.codec.YamlWriter;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.api.selector.SelectableFields;
import dev.skerry.apiserver.table.JsonPath;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.runtime.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What is fuzzed. A new reader of foreign bytes gets a line here.
final class Decoders {
    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"x":"y"}},"spec":{"containers":[\
            {"name":"c","image":"i:1","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1"}}}]}}""";

    private Decoders() {}

    static List<Decoder> all() {
        var all = new ArrayList<>(trees());
        all.addAll(words());
        all.addAll(ObjectDecoders.all());
        all.addAll(LinkDecoders.all());
        all.addAll(IdentityDecoders.all());
        all.addAll(SealDecoders.all());
        return List.copyOf(all);
    }

    /// All of them in one, for a short search: the first byte says which one reads the rest.
    static Decoder together() {
        List<Decoder> all = all();
        var seeds = new ArrayList<byte[]>();
        for (int i = 0; i < all.size(); i++) {
            for (byte[] seed : all.get(i).seeds()) {
                byte[] numbered = new byte[seed.length + 1];
                numbered[0] = (byte) i;
                System.arraycopy(seed, 0, numbered, 1, seed.length);
                seeds.add(numbered);
            }
        }
        return new Decoder("together", List.of(), seeds, input -> {
            if (input.length > 0) {
                all.get(Byte.toUnsignedInt(input[0]) % all.size()).read(Arrays.copyOfRange(input, 1, input.length));
            }
        });
    }

    static Decoder named(String name) {
        return Stream.concat(all().stream(), Stream.of(together()))
                .filter(decoder -> decoder.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no decoder is called " + name));
    }

    private static List<Decoder> trees() {
        byte[] json = POD.getBytes(StandardCharsets.UTF_8);
        byte[] yaml = YamlWriter.write(JsonReader.read(POD)).getBytes(StandardCharsets.UTF_8);
        byte[] anchors = "a: &x [1, 2.5e3, ~]\nb: *x\nc: |\n  text\n".getBytes(StandardCharsets.UTF_8);
        return List.of(
                new Decoder("json", List.of(JsonException.class), List.of(json), input -> {
                    Json read = JsonReader.readStrictly(input).value();
                    requireSame(read, JsonReader.read(JsonWriter.writeBytes(read)));
                }),
                new Decoder("yaml", List.of(DecodeException.class), List.of(yaml, anchors), input -> {
                    Json read = YamlReader.readStrictly(input).value();
                    requireSame(read, YamlReader.read(YamlWriter.write(read).getBytes(StandardCharsets.UTF_8)));
                }));
    }

    private static List<Decoder> words() {
        var pod = SelectableFields.of(GroupVersionKind.of("v1", "Pod"));
        return List.of(
                Decoder.ofText(
                        "label-selector",
                        StatusException.class,
                        text -> {
                            var selector = LabelSelector.parse(text);
                            selector.matches(Map.of("app", "web"));
                            requireSame(
                                    selector.toString(),
                                    LabelSelector.parse(selector.toString()).toString());
                        },
                        "app=web,tier in (a, b),!x,y notin (c),n>3"),
                Decoder.ofText(
                        "field-selector",
                        StatusException.class,
                        text -> FieldSelector.parse(text, pod),
                        "metadata.name=a,status.phase!=Running,spec.nodeName==n"),
                Decoder.ofText(
                        "quantity",
                        IllegalArgumentException.class,
                        text -> {
                            var quantity = Quantity.parse(text);
                            requireSame(quantity, Quantity.parse(quantity.toString()));
                        },
                        "100m",
                        "1.5Gi",
                        "12e6",
                        "-0.1"),
                Decoder.ofText(
                        "json-path",
                        IllegalArgumentException.class,
                        text -> JsonPath.parse(text).findFirst(JsonReader.read(POD)),
                        ".spec.containers[0].name",
                        ".status.conditions[?(@.type==\"Ready\")].status"),
                Decoder.ofText(
                        "image-reference",
                        TerminalException.class,
                        text -> {
                            // Of a tag and a digest the name keeps the tag alone.
                            String name = ImageReference.parse(text).name();
                            requireSame(name, ImageReference.parse(name).name());
                        },
                        "nginx",
                        "localhost:5000/a/b:1.2",
                        "a@sha256:" + "0123456789abcdef".repeat(4)));
    }

    /// @throws IllegalStateException if what was written and read again is something else
    static void requireSame(Object before, Object after) {
        if (!before.equals(after)) {
            throw new IllegalStateException("read " + before + ", wrote it, and read " + after);
        }
    }
}
