// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.ValueTypes;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version by the rules of semver.org. What follows a plus sign does not count.
///
/// @param preRelease what follows a dash; empty for a release
record SemanticVersion(long major, long minor, long patch, String preRelease)
        implements ValueTypes.Typed, Comparable<SemanticVersion> {
    private static final String NUMBER = "(0|[1-9]\\d{0,17})";
    private static final Pattern STRICT = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+)?");
    private static final Pattern LOOSE =
            Pattern.compile("v?0*(\\d{1,18})(?:\\.0*(\\d{1,18}))?(?:\\.0*(\\d{1,18}))?([-+].*)?", Pattern.DOTALL);

    static void addTo(Map<String, Function> all) {
        all.put("string_to_semver", a -> of((String) a[0]));
        all.put("string_bool_to_semver", a -> of((Boolean) a[1] ? normalized((String) a[0]) : (String) a[0]));
        all.put("is_semver_string", a -> find((String) a[0]).isPresent());
        all.put(
                "is_semver_string_bool",
                a -> find((Boolean) a[1] ? normalized((String) a[0]) : (String) a[0])
                        .isPresent());
        all.put("semver_is_greater_than", a -> ((SemanticVersion) a[0]).compareTo((SemanticVersion) a[1]) > 0);
        all.put("semver_is_less_than", a -> ((SemanticVersion) a[0]).compareTo((SemanticVersion) a[1]) < 0);
        all.put("semver_compare_to", a -> (long) ((SemanticVersion) a[0]).compareTo((SemanticVersion) a[1]));
        all.put("semver_major", a -> ((SemanticVersion) a[0]).major);
        all.put("semver_minor", a -> ((SemanticVersion) a[0]).minor);
        all.put("semver_patch", a -> ((SemanticVersion) a[0]).patch);
    }

    private static SemanticVersion of(String text) {
        return find(text).orElseThrow(() -> new Fault("semver parse error during conversion from string: " + text));
    }

    private static Optional<SemanticVersion> find(String text) {
        Matcher matcher = STRICT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String preRelease = matcher.group(4) == null ? "" : matcher.group(4);
        for (String part : preRelease.split("\\.", -1)) {
            if (part.length() > 1 && part.startsWith("0") && isNumber(part)) {
                return Optional.empty();
            }
        }
        return Optional.of(new SemanticVersion(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                preRelease));
    }

    /// `v01.2` as `1.2.0`.
    private static String normalized(String text) {
        Matcher matcher = LOOSE.matcher(text);
        if (!matcher.matches()) {
            return text;
        }
        String minor = matcher.group(2) == null ? "0" : matcher.group(2);
        String patch = matcher.group(3) == null ? "0" : matcher.group(3);
        return matcher.group(1) + "." + minor + "." + patch + (matcher.group(4) == null ? "" : matcher.group(4));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        if (order != 0 || preRelease.equals(other.preRelease)) {
            return order;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        String[] mine = preRelease.split("\\.", -1);
        String[] theirs = other.preRelease.split("\\.", -1);
        for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
            int part = comparePart(mine[i], theirs[i]);
            if (part != 0) {
                return part;
            }
        }
        return Integer.compare(mine.length, theirs.length);
    }

    private static int comparePart(String mine, String theirs) {
        if (isNumber(mine) && isNumber(theirs)) {
            return new java.math.BigInteger(mine).compareTo(new java.math.BigInteger(theirs));
        }
        if (isNumber(mine) != isNumber(theirs)) {
            return isNumber(mine) ? -1 : 1;
        }
        return Integer.signum(mine.compareTo(theirs));
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String typeName() {
        return "kubernetes.Semver";
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + preRelease);
    }
}
