// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import dev.skerry.agent.probe.Health.Verdict;

/// What a row of answers to one probe means: as many of the same kind in a row as the threshold says change
/// the verdict. Pure.
///
/// @param isSuccess what the row consists of
/// @param row how many answers of the same kind came last
record ProbeState(Verdict verdict, boolean isSuccess, int row) {
    static ProbeState begin(Verdict verdict) {
        return new ProbeState(verdict, false, 0);
    }

    ProbeState answered(boolean success, int successThreshold, int failureThreshold) {
        int length = success == isSuccess ? row + 1 : 1;
        if (success && length >= successThreshold) {
            return new ProbeState(Verdict.SUCCESS, true, length);
        }
        if (!success && length >= failureThreshold) {
            return new ProbeState(Verdict.FAILURE, false, length);
        }
        return new ProbeState(verdict, success, length);
    }
}
