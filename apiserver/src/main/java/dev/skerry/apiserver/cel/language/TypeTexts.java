// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.types.TypeType;
import java.util.ArrayList;
import java.util.List;

/// Types as they are written in the table of functions: `map<string, list<A>>`.
final class TypeTexts {
    private TypeTexts() {}

    static List<CelType> list(String text) {
        var types = new ArrayList<CelType>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') {
                depth++;
            } else if (c == '>') {
                depth--;
            } else if (c == ',' && depth == 0) {
                types.add(type(text.substring(start, i).strip()));
                start = i + 1;
            }
        }
        types.add(type(text.substring(start).strip()));
        return types;
    }

    static CelType type(String text) {
        int open = text.indexOf('<');
        if (open < 0) {
            return simple(text);
        }
        List<CelType> inner = list(text.substring(open + 1, text.length() - 1));
        return switch (text.substring(0, open)) {
            case "list" -> ListType.create(inner.getFirst());
            case "map" -> MapType.create(inner.getFirst(), inner.get(1));
            case "optional" -> OptionalType.create(inner.getFirst());
            case "type" -> TypeType.create(inner.getFirst());
            default -> throw new IllegalArgumentException("no type " + text);
        };
    }

    private static CelType simple(String text) {
        return switch (text) {
            case "bool" -> SimpleType.BOOL;
            case "int" -> SimpleType.INT;
            case "uint" -> SimpleType.UINT;
            case "double" -> SimpleType.DOUBLE;
            case "string" -> SimpleType.STRING;
            case "bytes" -> SimpleType.BYTES;
            case "timestamp" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            case "dyn" -> SimpleType.DYN;
            default -> text.length() == 1 ? TypeParamType.create(text) : OpaqueType.create(text);
        };
    }
}
