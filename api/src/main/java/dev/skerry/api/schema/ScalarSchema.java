// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

/// A value without parts. Some of these are messages in protobuf and a string or number in JSON.
public record ScalarSchema(Kind kind, Constraints constraints) implements Schema {
    /// What the value is.
    public enum Kind {
        STRING,
        BOOLEAN,
        INT32,
        INT64,
        /// Any JSON number; 64-bit floating point in protobuf.
        DOUBLE,
        /// Base64 in JSON.
        BYTES,
        /// An amount such as `100m` or `1Gi`; a number is taken, too.
        QUANTITY,
        /// RFC 3339 to the second.
        TIME,
        /// RFC 3339 to the microsecond.
        MICRO_TIME,
        /// A length of time such as `1h30m`.
        DURATION,
        INT_OR_STRING
    }

    public static ScalarSchema of(Kind kind) {
        return new ScalarSchema(kind, Constraints.NONE);
    }
}
