// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.generator;

import java.util.Map;

/// How Go's types are called in the schema resource.
final class TypeNames {
    /// Types that have a form of their own on the wire, whatever their declaration says.
    private static final Map<String, String> SPECIAL = Map.ofEntries(
            Map.entry("k8s.io/apimachinery/pkg/apis/meta/v1.Time", "time"),
            Map.entry("k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime", "microTime"),
            Map.entry("k8s.io/apimachinery/pkg/apis/meta/v1.Duration", "duration"),
            Map.entry("k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1", "fieldsV1"),
            Map.entry("k8s.io/apimachinery/pkg/api/resource.Quantity", "quantity"),
            Map.entry("k8s.io/apimachinery/pkg/util/intstr.IntOrString", "intOrString"),
            Map.entry("k8s.io/apimachinery/pkg/runtime.RawExtension", "rawExtension"),
            Map.entry("k8s.io/apimachinery/pkg/types.UID", "string"),
            Map.entry("k8s.io/apimachinery/pkg/types.NodeName", "string"),
            Map.entry("k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON", "json"),
            Map.entry(
                    "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool",
                    "schemaOrBoolean"),
            Map.entry(
                    "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray", "schemaOrList"),
            Map.entry(
                    "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray",
                    "schemaOrStrings"));

    private static final Map<String, String> BASIC = Map.of(
            "string", "string",
            "bool", "boolean",
            "int32", "int32",
            "uint32", "int32",
            "int64", "int64",
            "int", "int64",
            "uint8", "int32",
            "float64", "double",
            "[]byte", "bytes");

    private TypeNames() {}

    /// The word for a type with a wire form of its own; empty for any other.
    static String special(String goPath, String name) {
        return SPECIAL.getOrDefault(goPath + "." + name, "");
    }

    /// The word for one of Go's own types; empty for any other.
    static String basic(String expression) {
        return BASIC.getOrDefault(expression, "");
    }

    /// OpenAPI's name for a package: `k8s.io/api/core/v1` is `io.k8s.api.core.v1`.
    static String openApi(String goPath) {
        return "io.k8s." + goPath.substring("k8s.io/".length()).replace('/', '.');
    }
}
