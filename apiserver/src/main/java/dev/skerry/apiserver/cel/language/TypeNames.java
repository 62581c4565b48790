// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.types.TypeType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.skerry.apiserver.cel.value.TypeName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The names by which expressions mean types: `type(x) == string`.
public final class TypeNames {
    private static final Map<String, CelType> ALL = new LinkedHashMap<>();

    static {
        ALL.put("bool", SimpleType.BOOL);
        ALL.put("int", SimpleType.INT);
        ALL.put("uint", SimpleType.UINT);
        ALL.put("double", SimpleType.DOUBLE);
        ALL.put("string", SimpleType.STRING);
        ALL.put("bytes", SimpleType.BYTES);
        ALL.put("null_type", SimpleType.NULL_TYPE);
        ALL.put("google.protobuf.Timestamp", SimpleType.TIMESTAMP);
        ALL.put("google.protobuf.Duration", SimpleType.DURATION);
        ALL.put("list", dev.cel.common.types.ListType.create(SimpleType.DYN));
        ALL.put("map", dev.cel.common.types.MapType.create(SimpleType.DYN, SimpleType.DYN));
        ALL.put("type", TypeType.create(SimpleType.DYN));
        ALL.put("optional_type", OptionalType.create(TypeParamType.create("V")));
        for (String name :
                new String[] {"net.IP", "net.CIDR", "kubernetes.URL", "kubernetes.Quantity", "kubernetes.Semver"}) {
            ALL.put(name, dev.cel.common.types.OpaqueType.create(name));
        }
    }

    private TypeNames() {}

    static void declare(CelCompilerBuilder builder) {
        ALL.forEach((name, type) -> builder.addVar(name, TypeType.create(type)));
    }

    /// The type that a name stands for.
    public static Optional<Object> find(String name) {
        return ALL.containsKey(name) ? Optional.of(new TypeName(name)) : Optional.empty();
    }
}
