// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with an object, up to what anybody would read: an object of a million wrong
/// elements must not become a message of a million lines.
final class FaultList {
    private static final int FAULTS_MAX = 50;

    private final List<FieldError> faults = new ArrayList<>();

    void add(FieldError fault) {
        if (!isFull()) {
            faults.add(fault);
        }
    }

    boolean isFull() {
        return faults.size() >= FAULTS_MAX;
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    List<FieldError> faults() {
        return List.copyOf(faults);
    }
}
