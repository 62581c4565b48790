// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

/// A task of a [TaskGroup] failed; the cause says how.
public final class TaskFailedException extends RuntimeException {
    public TaskFailedException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
