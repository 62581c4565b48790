// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.bench.CacheMemory;
import java.util.Random;

/// What the benchmarks work on: the pods of `bench/run cache`, 4 KB each.
final class Samples {
    static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

    private Samples() {}

    static KubeObject pod() {
        return CacheMemory.pod(7, new Random(7));
    }

    static ObjectSchema schema() {
        return Schemas.builtIn().find(POD).orElseThrow();
    }
}
