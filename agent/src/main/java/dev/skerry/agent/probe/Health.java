// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

/// What the probes of a container say together. A probe that is not there says yes, except that a
/// container is not ready before it has started.
public record Health(Verdict startup, Verdict liveness, Verdict readiness) {
    /// What one probe says.
    public enum Verdict {
        UNKNOWN,
        SUCCESS,
        FAILURE
    }

    /// Of a container without probes.
    public static final Health UNPROBED = new Health(Verdict.SUCCESS, Verdict.SUCCESS, Verdict.SUCCESS);

    public boolean hasStarted() {
        return startup == Verdict.SUCCESS;
    }

    public boolean isReady() {
        return hasStarted() && readiness == Verdict.SUCCESS;
    }

    public boolean hasFailedStartup() {
        return startup == Verdict.FAILURE;
    }

    public boolean hasFailedLiveness() {
        return liveness == Verdict.FAILURE;
    }
}
