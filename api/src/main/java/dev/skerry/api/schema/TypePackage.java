// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The types of one generated package, parsed one by one when asked for.
///
/// The text is kept as the bytes it is shipped as, with an index of where each type begins: a program
/// that needs the schema of Pods pays for some 150 types, one that needs none pays nothing.
final class TypePackage {
    private final String name;
    private final Schemas schemas;
    private final byte[] text;
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, ObjectSchema> parsed = new ConcurrentHashMap<>();

    private TypePackage(String name, Schemas schemas, byte[] text) {
        this.name = name;
        this.schemas = schemas;
        this.text = text;
        index();
    }

    static TypePackage load(String name, Schemas schemas) {
        String resource = "types/" + name + ".txt";
        try (InputStream in = TypePackage.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no schema resource " + resource + ": run the schema generator");
            }
            return new TypePackage(name, schemas, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read schema resource " + resource, e);
        }
    }

    Optional<ObjectSchema> find(String type) {
        Integer start = starts.get(type);
        return start == null ? Optional.empty() : Optional.of(parsed.computeIfAbsent(type, _ -> lazily(type, start)));
    }

    private void index() {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '#' && (i == 0 || text[i - 1] == '\n')) {
                String header = lineAt(i + 1);
                int space = header.indexOf(' ');
                starts.put(space < 0 ? header : header.substring(0, space), i + 1);
            }
        }
    }

    private ObjectSchema lazily(String type, int start) {
        String header = lineAt(start);
        return ObjectSchema.builder(name + "." + type)
                .merging(header.endsWith(" atomic") ? MapSchema.Merging.ATOMIC : MapSchema.Merging.GRANULAR)
                .build(() -> fields(start + header.length() + 1));
    }

    private List<Field> fields(int start) {
        var fields = new ArrayList<Field>();
        int position = start;
        while (position < text.length && text[position] != '#') {
            String line = lineAt(position);
            fields.add(field(List.of(line.split("\t", -1))));
            position += line.length() + 1;
        }
        return fields;
    }

    private String lineAt(int start) {
        int end = start;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private Field field(List<String> words) {
        Map<String, String> extras = new HashMap<>();
        for (String extra : words.subList(4, words.size())) {
            int equals = extra.indexOf('=');
            extras.put(extra.substring(0, equals), extra.substring(equals + 1));
        }
        var inlinePath = new ArrayList<Integer>();
        for (String number : words.get(2).split("/", -1)) {
            inlinePath.add(Integer.valueOf(number));
        }
        int number = inlinePath.removeLast();
        return new Field(
                words.get(0).intern(),
                schema(words.get(1), constraints(extras)),
                traits(words.get(3)),
                number,
                inlinePath,
                strategies(extras.getOrDefault("patch", "")),
                extras.getOrDefault("key", ""));
    }

    private static Constraints constraints(Map<String, String> extras) {
        if (!extras.containsKey("default") && !extras.containsKey("enum")) {
            return Constraints.NONE;
        }
        Json defaultValue = extras.containsKey("default") ? JsonReader.read(extras.get("default")) : JsonNull.NULL;
        List<Json> words = new ArrayList<>();
        if (extras.containsKey("enum")) {
            for (String word : extras.get("enum").split("\\|", -1)) {
                words.add(Json.of(word));
            }
        }
        return new Constraints(defaultValue, words, Set.of(), JsonObject.EMPTY);
    }

    private static Set<Field.Trait> traits(String letters) {
        var traits = EnumSet.noneOf(Field.Trait.class);
        for (char letter : letters.toCharArray()) {
            switch (letter) {
                case 'r' -> traits.add(Field.Trait.REQUIRED);
                case 'p' -> traits.add(Field.Trait.POINTER);
                case 'o' -> traits.add(Field.Trait.OMITS_EMPTY);
                default -> {}
            }
        }
        return traits;
    }

    private static Set<Field.PatchStrategy> strategies(String words) {
        var strategies = EnumSet.noneOf(Field.PatchStrategy.class);
        for (String word : words.split(",", -1)) {
            switch (word) {
                case "merge" -> strategies.add(Field.PatchStrategy.MERGE);
                case "retainKeys" -> strategies.add(Field.PatchStrategy.RETAIN_KEYS);
                case "replace" -> strategies.add(Field.PatchStrategy.REPLACE);
                default -> {}
            }
        }
        return strategies;
    }

    /// The schema of a type word. Constraints of a list's field are those of its elements.
    private Schema schema(String word, Constraints constraints) {
        if (word.startsWith("[")) {
            int end = word.indexOf(']');
            return list(word.substring(1, end), schema(word.substring(end + 1), constraints));
        }
        if (word.startsWith("{")) {
            int end = word.indexOf('}');
            var merging = end > 1 ? MapSchema.Merging.ATOMIC : MapSchema.Merging.GRANULAR;
            return new MapSchema(schema(word.substring(end + 1), Constraints.NONE), merging, constraints);
        }
        if (word.startsWith("!")) {
            ObjectSchema granular = schemas.type(absolute(word.substring(1)));
            return ObjectSchema.builder(granular.typeName())
                    .merging(MapSchema.Merging.ATOMIC)
                    .build(() -> List.copyOf(granular.fields()));
        }
        return word.contains(".") ? schemas.type(absolute(word)) : leaf(word, constraints);
    }

    private String absolute(String word) {
        return word.startsWith(".") ? name + word : word;
    }

    private static Schema list(String how, Schema element) {
        return switch (how) {
            case "" -> ListSchema.atomic(element);
            case "set" -> ListSchema.set(element);
            case "message" ->
                new ListSchema(element, ListSchema.Type.ATOMIC, List.of(), ListSchema.Form.MESSAGE, Constraints.NONE);
            default -> ListSchema.map(element, List.of(how.split(",", -1)));
        };
    }

    private static Schema leaf(String word, Constraints constraints) {
        String name = word.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        return switch (word) {
            case "rawExtension", "json", "schemaOrBoolean", "schemaOrList", "schemaOrStrings" ->
                new AnySchema(AnySchema.Kind.valueOf(name), constraints);
            case "fieldsV1" -> new AnySchema(AnySchema.Kind.FIELDS_V1, constraints);
            default -> new ScalarSchema(ScalarSchema.Kind.valueOf(name), constraints);
        };
    }
}
