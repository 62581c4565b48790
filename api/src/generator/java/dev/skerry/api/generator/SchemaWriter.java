// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Writes the types of one package in the line format that the API's schema reader takes: a line
/// `#Name` for each type (`#Name atomic` if it is merged as a whole), then a line for each of its fields:
/// name, type, protobuf number (`2/1` stands within message 2), letters for its traits, and what else is
/// known as `key=value`, with a tab between each two.
final class SchemaWriter {
    /// Where fields of an embedded struct stand that is JSON's alone, as `apiVersion` and `kind` are.
    private static final String NO_PROTOBUF = "none";

    private final Map<String, GoPackage> packages;
    private final String path;
    private final GoPackage goPackage;
    private final StringBuilder out = new StringBuilder();

    SchemaWriter(Map<String, GoPackage> packages, String path) {
        this.packages = packages;
        this.path = path;
        this.goPackage = known(path);
    }

    String write() {
        for (GoType type : goPackage.types().values()) {
            boolean hasOwnForm = !TypeNames.special(path, type.name()).isEmpty();
            if (type.isStruct() && !hasOwnForm) {
                out.append('#').append(type.name());
                if (type.markers().getOrDefault("structType", List.of()).contains("atomic")) {
                    out.append(" atomic");
                }
                out.append('\n');
                fields(path, type, "");
            } else if (!type.isStruct() && isKindAlias(type)) {
                alias(type);
            }
        }
        return out.toString();
    }

    /// A struct declared as another package's struct (`List`) has its fields.
    private void alias(GoType type) {
        Reference target = resolve(path, type.expression());
        out.append('#').append(type.name()).append('\n');
        fields(target.path, target.type, "");
    }

    private boolean isKindAlias(GoType type) {
        return type.expression().equals("metav1.List");
    }

    private void fields(String owner, GoType type, String inlinePath) {
        for (GoField field : type.fields()) {
            if (field.isInline()) {
                Reference embedded = resolve(owner, field.type());
                String inner = field.number() == 0 ? NO_PROTOBUF : inlinePath + field.number() + "/";
                fields(embedded.path, embedded.type, inner);
            } else if (!field.jsonName().isEmpty() && !field.jsonName().equals("-")) {
                field(owner, field, inlinePath);
            }
        }
    }

    private void field(String owner, GoField field, String inlinePath) {
        String bare = field.type().startsWith("*") ? field.type().substring(1) : field.type();
        out.append(field.jsonName()).append('\t').append(type(owner, bare, field));
        String number = inlinePath.equals(NO_PROTOBUF) ? "0" : inlinePath + field.number();
        out.append('\t').append(number).append('\t');
        out.append(traits(field));
        if (!field.tag("patchStrategy").isEmpty()) {
            out.append("\tpatch=").append(field.tag("patchStrategy"));
        }
        if (!field.tag("patchMergeKey").isEmpty()) {
            out.append("\tkey=").append(field.tag("patchMergeKey"));
        }
        String defaultValue = defaultValue(field);
        // An empty string as default says nothing: it is what an absent string reads as.
        if (!defaultValue.isEmpty() && !defaultValue.equals("\"\"")) {
            out.append("\tdefault=").append(defaultValue);
        }
        List<String> words = enumeration(owner, bare);
        if (!words.isEmpty()) {
            out.append("\tenum=").append(String.join("|", words));
        }
        out.append('\n');
    }

    private static String traits(GoField field) {
        var letters = new StringBuilder();
        if (!field.omitsEmpty() && !field.isMarked("optional") || field.isMarked("required")) {
            letters.append('r');
        }
        if (field.type().startsWith("*")) {
            letters.append('p');
        }
        if (field.omitsEmpty()) {
            letters.append('o');
        }
        return letters.isEmpty() ? "-" : letters.toString();
    }

    private String defaultValue(GoField field) {
        String value = field.marker("default");
        return value.startsWith("ref(")
                ? '"' + goPackage.constant(value.substring(4, value.length() - 1)) + '"'
                : value;
    }

    private List<String> enumeration(String owner, String expression) {
        String element = expression.startsWith("[]") ? expression.substring(2) : expression;
        if (!TypeNames.basic(expression).isEmpty() || !TypeNames.basic(element).isEmpty() || element.contains("[")) {
            return List.of();
        }
        Reference reference = resolve(owner, element);
        if (!reference.type.isMarked("enum")) {
            return List.of();
        }
        return new ArrayList<>(new TreeSet<>(known(reference.path).constants(reference.type.name())));
    }

    private String type(String owner, String expression, GoField field) {
        String basic = TypeNames.basic(expression);
        if (!basic.isEmpty()) {
            return basic;
        }
        if (expression.startsWith("[]")) {
            return list(field) + type(owner, expression.substring(2), field);
        }
        if (expression.startsWith("map[")) {
            String atomic = field.marker("mapType").equals("atomic") ? "{atomic}" : "{}";
            String value = expression.substring(expression.indexOf(']') + 1);
            return atomic
                    + (value.startsWith("[]") && !value.equals("[]byte") ? "[]" : "")
                    + element(owner, value, field);
        }
        if (expression.startsWith("*")) {
            return type(owner, expression.substring(1), field);
        }
        return named(owner, expression, field);
    }

    /// The type of a map's value: what the field's markers say is about the map, not about it.
    private String element(String owner, String expression, GoField field) {
        String bare =
                expression.startsWith("[]") && !expression.equals("[]byte") ? expression.substring(2) : expression;
        return type(owner, bare, new GoField(field.name(), bare, "", Map.of()));
    }

    private String named(String owner, String expression, GoField field) {
        String goPath = pathOf(owner, expression);
        String name = expression.substring(expression.indexOf('.') + 1);
        String special = TypeNames.special(goPath, name);
        if (!special.isEmpty()) {
            return special;
        }
        Reference reference = resolve(owner, expression);
        if (!reference.type.isStruct()) {
            String target = reference.type.expression();
            // A named slice of strings is a message of its own in protobuf.
            return target.equals("[]string") ? "[message]string" : type(reference.path, target, field);
        }
        boolean isOwn = reference.path.equals(path);
        String atomic = field.marker("structType").equals("atomic") ? "!" : "";
        return atomic + (isOwn ? "." : TypeNames.openApi(reference.path) + ".") + reference.type.name();
    }

    private static String list(GoField field) {
        return switch (field.marker("listType")) {
            case "set" -> "[set]";
            case "map" -> "[" + String.join(",", field.markers().getOrDefault("listMapKey", List.of())) + "]";
            default -> "[]";
        };
    }

    private record Reference(String path, GoType type) {}

    private Reference resolve(String owner, String expression) {
        String goPath = pathOf(owner, expression);
        String name = expression.substring(expression.indexOf('.') + 1);
        GoType type = known(goPath).types().get(name);
        if (type == null) {
            if (!TypeNames.special(goPath, name).isEmpty()) {
                return new Reference(goPath, new GoType(name, "special", Map.of(), List.of()));
            }
            throw new IllegalStateException("no type " + goPath + "." + name + ", needed by " + owner);
        }
        return new Reference(goPath, type);
    }

    private String pathOf(String owner, String expression) {
        int dot = expression.indexOf('.');
        return dot < 0 ? owner : known(owner).imported(expression.substring(0, dot));
    }

    private GoPackage known(String goPath) {
        return packages.getOrDefault(goPath, new GoPackage());
    }
}
