// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// In which order versions of a kind are preferred: `v2`, `v1`, `v2beta1`, `v1beta2`, `v1alpha1`, and
/// behind them whatever is named otherwise.
final class VersionOrder {
    private static final Pattern VERSION = Pattern.compile("v([1-9]\\d{0,8})(?:(alpha|beta)([1-9]\\d{0,8}))?");

    static final Comparator<String> PREFERRED_FIRST =
            Comparator.<String, Rank>comparing(VersionOrder::rank).reversed().thenComparing(Comparator.naturalOrder());

    private VersionOrder() {}

    /// @param stability 3 for general, 2 for beta, 1 for alpha, 0 for other names
    private record Rank(int stability, int major, int minor) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            return Comparator.comparingInt(Rank::stability)
                    .thenComparingInt(Rank::major)
                    .thenComparingInt(Rank::minor)
                    .compare(this, other);
        }
    }

    private static Rank rank(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return new Rank(0, 0, 0);
        }
        int major = Integer.parseInt(matcher.group(1));
        String stage = matcher.group(2);
        return stage == null
                ? new Rank(3, major, 0)
                : new Rank(stage.equals("beta") ? 2 : 1, major, Integer.parseInt(matcher.group(3)));
    }
}
