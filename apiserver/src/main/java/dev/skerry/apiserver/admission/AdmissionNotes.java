// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

/// What admission says beside yes or no. Goes with one write, and counts for nothing in the decision.
public interface AdmissionNotes {
    /// Notes that nobody reads, for writes that no client waits for.
    AdmissionNotes NONE = new AdmissionNotes() {
        @Override
        public void warn(String text) {}

        @Override
        public void annotate(String key, String value) {}
    };

    /// A sentence for whoever wrote: their client shows it, whatever becomes of the write.
    void warn(String text);

    /// A fact for the audit log.
    ///
    /// @param key a qualified name, `pod-security.kubernetes.io/enforce-policy`; its first value stays
    void annotate(String key, String value);
}
