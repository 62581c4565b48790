// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.podsecurity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A level as it was in one version of Kubernetes.
///
/// @param minor of version 1; [#LATEST] for whatever is newest
record Standard(Level level, int minor) {
    static final int LATEST = Integer.MAX_VALUE;
    static final Standard NONE = new Standard(Level.PRIVILEGED, LATEST);

    private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9][0-9]{0,4})");

    /// The minor version that a label names; empty if it names none.
    static Optional<Integer> minor(String text) {
        if (text.equals("latest")) {
            return Optional.of(LATEST);
        }
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    boolean isPrivileged() {
        return level == Level.PRIVILEGED;
    }

    @Override
    public String toString() {
        return level.word() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
}
