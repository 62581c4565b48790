// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import java.util.regex.Pattern;

/// A regular expression that somebody wrote into a definition, met with text that somebody else sent. Such
/// pairs can keep a backtracking matcher busy for ages, so it may look at only so many characters; a text
/// that takes more does not match.
final class BoundedPattern {
    /// Some tens of milliseconds; honest pairs need a few times the text's length.
    private static final int LOOKS_MAX = 2_000_000;

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// @throws java.util.regex.PatternSyntaxException if this is no regular expression
    static BoundedPattern compile(String expression) {
        // Definitions are written for Go, which names groups with a P and else means the same.
        return new BoundedPattern(Pattern.compile(expression.replace("(?P<", "(?<")));
    }

    /// Whether the expression is found anywhere in the text.
    boolean isFoundIn(String text) {
        try {
            return pattern.matcher(new Watched(text, new int[1])).find();
        } catch (TooManyLooks | StackOverflowError _) {
            // Too costly to know; to refuse is the safe answer. Long repetitions of groups recurse.
            return false;
        }
    }

    /// A text that counts how often it is looked at.
    private record Watched(CharSequence text, int[] looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > LOOKS_MAX) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private TooManyLooks() {
            super("the pattern takes too long on this text", null, false, false);
        }
    }
}
