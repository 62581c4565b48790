// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/// Values without parts in protobuf. Amounts, times and the like are small messages there.
final class ScalarMessages {
    private ScalarMessages() {}

    /// [JsonNull] for a time that is no time.
    static Json read(ScalarSchema.Kind kind, WireReader in, int wireType) {
        int wanted = switch (kind) {
            case BOOLEAN, INT32, INT64 -> WireReader.VARINT;
            case DOUBLE -> WireReader.FIXED64;
            case STRING, BYTES, QUANTITY, TIME, MICRO_TIME, DURATION, INT_OR_STRING -> WireReader.BYTES;
        };
        ProtobufReader.require(wireType == wanted, wireType);
        return switch (kind) {
            case STRING -> new JsonString(in.text());
            case BOOLEAN -> JsonBoolean.of(in.varint() != 0);
            case INT32 -> JsonNumber.of((int) in.varint());
            case INT64 -> JsonNumber.of(in.varint());
            case DOUBLE -> number(Double.longBitsToDouble(in.fixed64()));
            case BYTES -> new JsonString(Base64.getEncoder().encodeToString(in.bytes()));
            case QUANTITY -> quantity(in.message());
            case TIME, MICRO_TIME -> time(kind, in.message());
            case DURATION -> new JsonString(Durations.write(numbers(in.message())[0]));
            case INT_OR_STRING -> intOrString(in.message());
        };
    }

    /// Writes a field. An absent value of a plain field is written as zero, as Go does.
    static void write(ScalarSchema.Kind kind, int number, Json value, WireWriter out) {
        switch (kind) {
            case STRING -> out.text(number, value.text());
            case BOOLEAN -> out.varint(number, value.booleanOr(false) ? 1 : 0);
            case INT32, INT64 -> out.varint(number, value.longOr(0));
            case DOUBLE -> out.fixed64(number, Double.doubleToLongBits(value.doubleOr(0)));
            case BYTES -> bytes(number, value, out);
            case QUANTITY -> {
                int mark = out.size();
                out.text(1, value instanceof JsonNumber amount ? amount.toString() : value.textOr("0"));
                out.closeMessage(number, mark);
            }
            case TIME, MICRO_TIME -> time(kind, number, value, out);
            case DURATION -> {
                int mark = out.size();
                out.varint(1, value.isNull() ? 0 : Durations.read(value.text()));
                out.closeMessage(number, mark);
            }
            case INT_OR_STRING -> {
                int mark = out.size();
                out.text(3, value.text());
                out.varint(2, value.longOr(0));
                out.varint(1, value instanceof JsonString ? 1 : 0);
                out.closeMessage(number, mark);
            }
        }
    }

    private static Json number(double value) {
        return Double.isFinite(value) ? JsonNumber.of(value) : JsonNull.NULL;
    }

    private static Json quantity(WireReader in) {
        String text = "";
        while (in.hasMore()) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.BYTES)) {
                text = in.text();
            } else {
                in.skip(tag & 7);
            }
        }
        return new JsonString(text.isEmpty() ? "0" : text);
    }

    private static Json intOrString(WireReader in) {
        long type = 0;
        long number = 0;
        String text = "";
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> type = in.varint();
                case 2 << 3 -> number = in.varint();
                case 3 << 3 | WireReader.BYTES -> text = in.text();
                default -> in.skip(tag & 7);
            }
        }
        return type == 1 ? new JsonString(text) : JsonNumber.of((int) number);
    }

    private static Json time(ScalarSchema.Kind kind, WireReader in) {
        if (!in.hasMore()) {
            return JsonNull.NULL;
        }
        long[] parts = numbers(in);
        try {
            return new JsonString(Timestamps.write(kind, Instant.ofEpochSecond(parts[0], (int) parts[1])));
        } catch (DateTimeException e) {
            throw new DecodeException("no such time: " + parts[0] + " s", e);
        }
    }

    private static void time(ScalarSchema.Kind kind, int number, Json value, WireWriter out) {
        int mark = out.size();
        if (!value.isNull()) {
            Instant instant = Timestamps.read(value.text());
            // To the second or the microsecond, as JSON has it: both forms must read the same.
            int nanos = kind == ScalarSchema.Kind.TIME ? 0 : instant.getNano() / 1_000 * 1_000;
            out.varint(2, nanos);
            out.varint(1, instant.getEpochSecond());
        }
        out.closeMessage(number, mark);
    }

    private static void bytes(int number, Json value, WireWriter out) {
        if (value.isNull()) {
            return;
        }
        try {
            out.bytes(number, Base64.getMimeDecoder().decode(value.text()));
        } catch (IllegalArgumentException e) {
            throw new DecodeException("illegal base64 data", e);
        }
    }

    /// The varints at numbers 1 and 2; 0 where absent.
    private static long[] numbers(WireReader in) {
        long[] numbers = new long[2];
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 -> numbers[0] = in.varint();
                case 2 << 3 -> numbers[1] = in.varint();
                default -> in.skip(tag & 7);
            }
        }
        return numbers;
    }
}
