// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.Apply;
import dev.skerry.api.patch.ApplyRequest;
import dev.skerry.api.patch.FieldSet;
import dev.skerry.api.patch.JsonPatch;
import dev.skerry.api.patch.MergePatch;
import dev.skerry.api.patch.StrategicPatch;
import dev.skerry.api.patch.Writer;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One pod changed by each kind of patch: an image, and a label.
@State(Scope.Thread)
public class Patches {
    private static final Writer WRITER = new Writer("bench", "", Instant.EPOCH);

    private final ObjectSchema schema = Samples.schema();
    private final KubeObject pod = Samples.pod();
    private final Json strategic = JsonReader.read("""
            {"metadata":{"labels":{"tier":"core"}},"spec":{"containers":[{"name":"main","image":"x:2"}]}}
            """);
    private final Json merge = JsonReader.read("""
            {"metadata":{"labels":{"tier":"core"}},"spec":{"schedulerName":"another"}}
            """);
    private final Json operations = JsonReader.read("""
            [{"op":"replace","path":"/metadata/labels/tier","value":"core"},
             {"op":"replace","path":"/spec/containers/0/image","value":"x:2"}]
            """);
    private final ApplyRequest first = request(pod, "x:1");
    private final ApplyRequest again = request(Apply.apply(first), "x:2");

    private ApplyRequest request(KubeObject live, String image) {
        JsonObject applied = JsonObject.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                JsonObject.of("name", live.name(), "namespace", "plant", "labels", JsonObject.of("tier", "core")),
                "spec",
                JsonReader.read("{\"containers\":[{\"name\":\"main\",\"image\":\"" + image + "\"}]}"));
        return new ApplyRequest(
                schema, live, new KubeObject(applied), WRITER, ApplyRequest.Conflicts.FORCED, FieldSet.EMPTY);
    }

    @Benchmark
    public JsonObject strategicMerge() {
        return StrategicPatch.apply(schema, pod.tree(), strategic);
    }

    @Benchmark
    public JsonObject merge() {
        return MergePatch.apply(pod.tree(), merge);
    }

    @Benchmark
    public Json jsonPatch() {
        return JsonPatch.read(operations).apply(pod.tree());
    }

    /// By a manager that has applied before.
    @Benchmark
    public KubeObject serverSideApply() {
        return Apply.apply(again);
    }
}
