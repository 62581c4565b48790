// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import io.grpc.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call that did not end well, and what follows from it. The text is etcd's own, or the connection's.
public final class RpcFailure extends Exception {
    /// What the caller has to do about it.
    public enum Kind {
        /// This member has not taken it: another may.
        NOT_TAKEN,
        /// Nobody knows whether it was done.
        UNCERTAIN,
        /// The database has reached its quota.
        FULL,
        /// The request is larger than etcd takes.
        TOO_LARGE,
        /// The login has run out, or there is none.
        LOGIN_NEEDED,
        /// The caller may not do this.
        DENIED,
        /// What was asked for is compacted away.
        COMPACTED,
        /// etcd refuses for another reason.
        REFUSED
    }

    private final Kind kind;

    RpcFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// @param wasSent whether the request may have reached etcd
    static RpcFailure of(Address address, Status status, boolean wasSent) {
        String text = Objects.requireNonNullElse(status.getDescription(), "");
        String cause = innermost(status.getCause());
        String all = text + (cause.isEmpty() || text.contains(cause) ? "" : " (" + cause + ")");
        return new RpcFailure(
                kind(status.getCode(), text, wasSent),
                address + ": " + (all.isEmpty() ? status.getCode().name() : all),
                status.getCause());
    }

    /// A stream on which nothing comes any more.
    public static RpcFailure silent(Address address) {
        return new RpcFailure(Kind.UNCERTAIN, address + ": silent", null);
    }

    /// A stream that etcd has ended.
    public static RpcFailure ended(Address address) {
        return new RpcFailure(Kind.UNCERTAIN, address + ": ended the stream", null);
    }

    /// A watch that etcd has ended.
    public static RpcFailure canceled(Address address, String reason) {
        return new RpcFailure(Kind.UNCERTAIN, address + ": ended the watch: " + reason, null);
    }

    public Kind kind() {
        return kind;
    }

    static Kind kind(Status.Code code, String text, boolean wasSent) {
        if (text.contains("database space exceeded")) {
            return Kind.FULL;
        }
        if (text.contains("request is too large")
                || text.contains("too many operations")
                || text.contains("message larger than max")) {
            return Kind.TOO_LARGE;
        }
        if (text.contains("invalid auth token")
                || text.contains("user name is empty")
                || text.contains("revision of auth store is old")
                || text.contains("revision in header is old")) {
            return Kind.LOGIN_NEEDED;
        }
        if (text.contains("has been compacted")) {
            return Kind.COMPACTED;
        }
        if (!wasSent
                || text.contains("no leader")
                || text.contains("unhealthy cluster")
                || text.contains("not supported for learner")
                || text.contains("too many requests")) {
            return Kind.NOT_TAKEN;
        }
        return switch (code) {
            case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.DENIED;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, NOT_FOUND, UNIMPLEMENTED ->
                text.contains("authentication failed") ? Kind.DENIED : Kind.REFUSED;
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    ALREADY_EXISTS,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS -> Kind.UNCERTAIN;
        };
    }

    private static String innermost(@Nullable Throwable thrown) {
        String text = "";
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            text = Objects.requireNonNullElse(at.getMessage(), at.getClass().getSimpleName());
        }
        return text;
    }
}
