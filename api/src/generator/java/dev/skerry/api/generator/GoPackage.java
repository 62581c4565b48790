// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The type and constant declarations of a Go package. It reads the plain style that API packages are
/// written in (one field a line, gofmt's layout), not Go at large.
final class GoPackage {
    private static final Pattern TYPE = Pattern.compile("^type (\\w+) =? ?(struct|[^{]+?)(?: ?\\{\\}?)?$");
    private static final Pattern FIELD = Pattern.compile("^\\t(?:(\\w+)\\s+)?([*\\[\\]\\w.]+)\\s+`(.*)`");
    private static final Pattern CONSTANT = Pattern.compile("^(?:const |\\t)(\\w+)\\s+(?:(\\w+)\\s+)?= \"([^\"]*)\"");
    private static final Pattern MARKER = Pattern.compile("^\\s*// ?\\+([\\w:-]+)(?:\\([^)]*\\))?(?:=(.*))?$");
    private static final Pattern IMPORT = Pattern.compile("^(?:import |\\t)(?:(\\w+) )?\"([^\"]+)\"$");

    private final Map<String, GoType> types = new LinkedHashMap<>();
    private final Map<String, List<String>> constantsByType = new LinkedHashMap<>();
    private final Map<String, String> constants = new LinkedHashMap<>();
    private final Map<String, String> imports = new LinkedHashMap<>();
    private Map<String, List<String>> markers = new LinkedHashMap<>();

    static GoPackage read(Path directory) throws IOException {
        var goPackage = new GoPackage();
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(GoPackage::declaresTypes).sorted().toList()) {
                goPackage.read(Files.readAllLines(file));
            }
        }
        return goPackage;
    }

    Map<String, GoType> types() {
        return types;
    }

    /// The values of the string constants of a type.
    List<String> constants(String type) {
        return constantsByType.getOrDefault(type, List.of());
    }

    /// The value of a string constant; empty for none.
    String constant(String name) {
        return constants.getOrDefault(name, "");
    }

    /// The path of an imported package by the name it has in this one; empty for none.
    String imported(String name) {
        return imports.getOrDefault(name, "");
    }

    private static boolean declaresTypes(Path file) {
        String name = file.getFileName().toString();
        return name.equals("types.go") || name.equals("types_jsonschema.go") || name.equals("well_known_taints.go");
    }

    private void read(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher type = TYPE.matcher(line);
            if (type.find()) {
                var fields = new ArrayList<GoField>();
                Map<String, List<String>> before = markers;
                markers = new LinkedHashMap<>();
                if (line.endsWith("{")) {
                    i = readFields(lines, i + 1, fields);
                }
                types.put(type.group(1), new GoType(type.group(1), type.group(2).strip(), before, fields));
                markers = new LinkedHashMap<>();
            } else {
                readOther(line);
            }
        }
    }

    private int readFields(List<String> lines, int from, List<GoField> fields) {
        int i = from;
        while (!lines.get(i).equals("}")) {
            Matcher field = FIELD.matcher(lines.get(i));
            if (field.find()) {
                String name = field.group(1) == null ? "" : field.group(1);
                fields.add(new GoField(name, field.group(2), field.group(3), markers));
                markers = new LinkedHashMap<>();
            } else {
                collectMarker(lines.get(i));
            }
            i++;
        }
        return i;
    }

    private void readOther(String line) {
        Matcher constant = CONSTANT.matcher(line);
        Matcher imported = IMPORT.matcher(line);
        if (imported.find()) {
            String path = imported.group(2);
            String alias = imported.group(1) == null ? path.substring(path.lastIndexOf('/') + 1) : imported.group(1);
            imports.put(alias, path);
        } else if (constant.find()) {
            constants.put(constant.group(1), constant.group(3));
            if (constant.group(2) != null) {
                constantsByType
                        .computeIfAbsent(constant.group(2), _ -> new ArrayList<>())
                        .add(constant.group(3));
            }
        } else if (!line.isBlank() && !line.stripLeading().startsWith("//")) {
            markers = new LinkedHashMap<>();
        }
        collectMarker(line);
    }

    private void collectMarker(String line) {
        Matcher marker = MARKER.matcher(line);
        if (marker.find()) {
            String value = marker.group(2) == null ? "" : marker.group(2).strip();
            markers.computeIfAbsent(marker.group(1), _ -> new ArrayList<>()).add(value);
        }
    }
}
