// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.leader;

/// Whether somebody may act as the only one.
@FunctionalInterface
public interface Leadership {
    /// Of a process that has no rivals.
    Leadership UNDISPUTED = () -> true;

    /// False some time before another may begin, whatever this process is waiting for at that moment.
    boolean holds();
}
