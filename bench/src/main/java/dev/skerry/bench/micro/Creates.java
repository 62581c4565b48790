// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.api.codec.BodyFormat;
import dev.skerry.api.codec.ObjectDecoder;
import dev.skerry.api.defaulting.Defaults;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.patch.FieldSet;
import dev.skerry.api.patch.ManagedFields;
import dev.skerry.api.patch.Writer;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.validation.FieldError;
import dev.skerry.api.validation.Validation;
import dev.skerry.bench.PodCreates;
import dev.skerry.foundation.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The steps of a create that are pure: one pod of `bench/run creates` on its way from bytes to bytes.
@State(Scope.Thread)
public class Creates {
    private static final Writer WRITER = new Writer("bench", "", Instant.EPOCH);
    private static final FieldSet OUT_OF_REACH = FieldSet.ofNames("status");

    private final ObjectSchema schema = Samples.schema();
    private final byte[] body = JsonWriter.writeBytes(PodCreates.pod("load-1").tree());
    private final KubeObject sent = read();
    private final KubeObject filled = fill();
    private final KubeObject booked = book();

    @Benchmark
    public final KubeObject read() {
        return ObjectDecoder.decode(body, BodyFormat.JSON, Samples.POD, schema).object();
    }

    @Benchmark
    public final KubeObject fill() {
        return Defaults.applyToNew(Samples.POD, sent);
    }

    /// As it is done once more behind admission, with next to nothing left to fill.
    @Benchmark
    public final KubeObject fillAgain() {
        return Defaults.apply(Samples.POD, filled);
    }

    @Benchmark
    public final List<FieldError> check() {
        return Validation.create(Samples.POD, filled);
    }

    @Benchmark
    public final KubeObject book() {
        return ManagedFields.afterCreate(schema, filled, WRITER, OUT_OF_REACH);
    }

    @Benchmark
    public final byte[] write() {
        return JsonWriter.writeBytes(booked.tree());
    }
}
