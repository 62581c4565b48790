// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML as JSON trees, as Kubernetes does: YAML 1.1's words, anchors and aliases, merge keys.
///
/// An alias stands for the same tree again. Trees are shared, so it costs nothing here, but whoever walks
/// or writes the result pays for each: what aliases add is counted against a budget, in weight and depth.
public final class YamlReader {
    private static final int DEPTH_MAX = 100;

    /// A value counts as its characters and this, which is about what it costs.
    private static final int VALUE_WEIGHT = 16;

    private static final long WEIGHT_MAX = 64L << 20;
    private static final int DUPLICATES_MAX = 100;
    private static final String STRING_TAG = "tag:yaml.org,2002:str";

    private final Iterator<Event> events;
    private final Map<Anchor, Measured> anchors = new HashMap<>();
    private final List<Duplicate> duplicates = new ArrayList<>();
    private long weight;

    private YamlReader(byte[] input) {
        var settings = LoadSettings.builder()
                .setCodePointLimit(Math.max(1, input.length))
                .build();
        events = new Parse(settings)
                .parseInputStream(new ByteArrayInputStream(input))
                .iterator();
    }

    /// The first document; `null` for an empty text.
    ///
    /// @throws DecodeException if the text is not YAML
    public static Json read(byte[] input) {
        return readStrictly(input).value();
    }

    /// A document, and the keys that stood in a mapping before (the last one wins).
    public record Strict(Json value, List<Duplicate> duplicates) {
        public Strict {
            duplicates = List.copyOf(duplicates);
        }

        /// What is wrong, as clients know it; empty if nothing is.
        public List<String> problems() {
            if (duplicates.isEmpty()) {
                return List.of();
            }
            return List.of(duplicates.stream()
                    .map(Duplicate::toString)
                    .collect(Collectors.joining("\n  ", "yaml: unmarshal errors:\n  ", "")));
        }
    }

    /// A key that stood in its mapping before.
    ///
    /// @param line where it stands again; the first is 1
    public record Duplicate(int line, String key) {
        @Override
        public String toString() {
            return "line " + line + ": key \"" + key + "\" already set in map";
        }
    }

    /// The first document, and the keys in it that are there twice.
    public static Strict readStrictly(byte[] input) {
        var reader = new YamlReader(input);
        try {
            Json value = reader.findDocument() ? reader.value(reader.events.next(), "", 0).json : JsonNull.NULL;
            return new Strict(value, reader.duplicates);
        } catch (YamlEngineException e) {
            throw new DecodeException("yaml: " + e.getMessage(), e);
        }
    }

    /// All documents of the text, without the empty ones.
    public static List<Json> readAll(byte[] input) {
        var reader = new YamlReader(input);
        var documents = new ArrayList<Json>();
        try {
            while (reader.findDocument()) {
                reader.anchors.clear();
                Json value = reader.value(reader.events.next(), "", 0).json;
                if (!value.isNull()) {
                    documents.add(value);
                }
            }
        } catch (YamlEngineException e) {
            throw new DecodeException("yaml: " + e.getMessage(), e);
        }
        return documents;
    }

    /// A value with what it costs to walk it.
    private record Measured(Json json, long weight, int depth) {}

    private boolean findDocument() {
        while (events.hasNext()) {
            if (events.next() instanceof DocumentStartEvent) {
                return true;
            }
        }
        return false;
    }

    private Measured value(Event event, String path, int depth) {
        if (depth > DEPTH_MAX) {
            throw new DecodeException("yaml: exceeded max depth of " + DEPTH_MAX);
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, depth);
        }
        long before = weight;
        Measured inner = switch (event.getEventId()) {
            case Scalar -> new Measured(scalar((ScalarEvent) event), 0, 0);
            case SequenceStart -> sequence(path, depth);
            case MappingStart -> mapping(path, depth);
            default -> throw new DecodeException("yaml: unexpected " + event);
        };
        var measured = new Measured(inner.json, weight - before, inner.depth);
        if (event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor, measured));
        }
        return measured;
    }

    private Measured aliased(AliasEvent alias, int depth) {
        Measured known = anchors.get(alias.getAlias());
        if (known == null) {
            throw new DecodeException("yaml: unknown anchor '" + alias.getAlias() + "' referenced");
        }
        weigh(known.weight);
        if (depth + known.depth > DEPTH_MAX) {
            throw new DecodeException("yaml: exceeded max depth of " + DEPTH_MAX);
        }
        return known;
    }

    private Json scalar(ScalarEvent event) {
        String text = event.getValue();
        weigh(text.length() + VALUE_WEIGHT);
        boolean isText = event.getScalarStyle() != ScalarStyle.PLAIN
                || event.getTag().filter(STRING_TAG::equals).isPresent();
        return isText ? new JsonString(text) : YamlScalars.read(text);
    }

    private Measured sequence(String path, int depth) {
        weigh(VALUE_WEIGHT);
        var elements = new ArrayList<Json>();
        int deepest = 0;
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            Measured element = value(event, path + "[" + elements.size() + "]", depth + 1);
            elements.add(element.json);
            deepest = Math.max(deepest, element.depth + 1);
        }
        return new Measured(new JsonArray(elements), 0, deepest);
    }

    private Measured mapping(String path, int depth) {
        weigh(VALUE_WEIGHT);
        var own = JsonObject.builder();
        var names = new java.util.HashSet<String>();
        var merged = JsonObject.builder();
        int deepest = 0;
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            boolean isMerge = event instanceof ScalarEvent scalar
                    && scalar.getScalarStyle() == ScalarStyle.PLAIN
                    && scalar.getValue().equals("<<");
            int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            String name = key(event, path, depth);
            String at = path.isEmpty() ? name : path + "." + name;
            Measured entry = value(events.next(), at, depth + 1);
            deepest = Math.max(deepest, entry.depth + 1);
            if (isMerge) {
                merge(entry.json, merged);
                continue;
            }
            if (!names.add(name) && duplicates.size() < DUPLICATES_MAX) {
                duplicates.add(new Duplicate(line, name));
            }
            own.put(name, entry.json);
        }
        JsonObject fields = own.build();
        fields.forEach(merged::put);
        return new Measured(merged.build(), 0, deepest);
    }

    /// Takes the fields of a merge key's value: of an object, or of each in a list, the earlier before the later.
    private static void merge(Json value, JsonObject.Builder merged) {
        switch (value) {
            case JsonObject object -> object.forEach(merged::put);
            case JsonArray array -> {
                for (Json element : array.values().reversed()) {
                    element.object().forEach(merged::put);
                }
            }
            default -> throw new DecodeException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    /// A key is the text that is written, whatever that text would mean as a value: JSON knows no other keys.
    private String key(Event event, String path, int depth) {
        if (event instanceof ScalarEvent scalar) {
            weigh(scalar.getValue().length() + VALUE_WEIGHT);
            var text = new Measured(
                    new JsonString(scalar.getValue()), scalar.getValue().length(), 0);
            scalar.getAnchor().ifPresent(anchor -> anchors.put(anchor, text));
            return scalar.getValue();
        }
        if (event instanceof AliasEvent && value(event, path, depth + 1).json instanceof JsonString(String text)) {
            return text;
        }
        throw new DecodeException("yaml: a key that is not a scalar");
    }

    private void weigh(long added) {
        weight += added;
        if (weight > WEIGHT_MAX) {
            throw new DecodeException("yaml: document contains excessive aliasing");
        }
    }
}
