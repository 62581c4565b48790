// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.api.codec.BodyFormat;
import dev.skerry.api.codec.Decoded;
import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.codec.Protobuf;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.api.codec.YamlWriter;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A pod read and written in each encoding.
@State(Scope.Thread)
public class Codecs {
    private final KubeObject pod = Samples.pod();
    private final ObjectSchema schema = Samples.schema();
    private final byte[] json = JsonWriter.writeBytes(pod.tree());
    private final byte[] yaml = YamlWriter.write(pod.tree()).getBytes(StandardCharsets.UTF_8);
    private final byte[] protobuf = Protobuf.encode(pod);

    @Benchmark
    public Json readJson() {
        return JsonReader.read(json);
    }

    /// As a request's body: every field checked against the schema.
    @Benchmark
    public Decoded decodeJson() {
        return ObjectDecoder.decode(json, BodyFormat.JSON, Samples.POD, schema);
    }

    @Benchmark
    public byte[] writeJson() {
        return JsonWriter.writeBytes(pod.tree());
    }

    @Benchmark
    public Json readYaml() {
        return YamlReader.read(yaml);
    }

    @Benchmark
    public String writeYaml() {
        return YamlWriter.write(pod.tree());
    }

    @Benchmark
    public KubeObject readProtobuf() {
        return Protobuf.decode(protobuf);
    }

    @Benchmark
    public byte[] writeProtobuf() {
        return Protobuf.encode(pod);
    }
}
