// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

/// Definitions of custom resources for tests, `'` for `"`.
final class Definitions {
    static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String ANYTHING = "{'type':'object','x-kubernetes-preserve-unknown-fields':true}";

    private Definitions() {}

    /// A kind of cluster-wide objects that may hold anything.
    static String open(String group, String plural, String kind) {
        return of(group, plural, kind, version("v1", true, ANYTHING));
    }

    static String of(String group, String plural, String kind, String... versions) {
        return """
                {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',\
                'metadata':{'name':'%2$s.%1$s'},'spec':{'group':'%1$s','scope':'Cluster',\
                'names':{'plural':'%2$s','singular':'%4$s','kind':'%3$s','listKind':'%3$sList'},'versions':[%5$s]}}""".formatted(group, plural, kind, kind.toLowerCase(java.util.Locale.ROOT), String.join(",", versions));
    }

    static String version(String name, boolean isStorage, String schema) {
        return "{'name':'%s','served':true,'storage':%s,'subresources':{'status':{}},'schema':{'openAPIV3Schema':%s}}"
                .formatted(name, isStorage, schema);
    }
}
