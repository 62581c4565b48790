// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Regular expressions, by a matcher that needs time in proportion to the text, whatever the pattern.
final class Patterns {
    private static final int PATTERN_CHARACTERS_MAX = 10_000;
    private static final int KNOWN_MAX = 256;

    /// The patterns of rules are the same in every evaluation. Full, it is emptied: the next use fills it.
    private static final Map<String, Pattern> KNOWN = new ConcurrentHashMap<>();

    private Patterns() {}

    static void addTo(Map<String, Function> all) {
        Function matches = a -> pattern((String) a[1]).matcher((String) a[0]).find();
        all.put("matches", matches);
        all.put("matches_string", matches);
        all.put("string_find_string", a -> {
            Matcher matcher = pattern((String) a[1]).matcher((String) a[0]);
            return matcher.find() ? matcher.group() : "";
        });
        all.put("string_find_all_string", a -> found((String) a[0], (String) a[1], -1));
        all.put("string_find_all_string_int", a -> found((String) a[0], (String) a[1], (Long) a[2]));
    }

    private static List<Object> found(String text, String expression, long countMax) {
        Matcher matcher = pattern(expression).matcher(text);
        var found = new ArrayList<Object>();
        while ((countMax < 0 || found.size() < countMax) && matcher.find()) {
            found.add(matcher.group());
        }
        return List.copyOf(found);
    }

    private static Pattern pattern(String expression) {
        Pattern known = KNOWN.get(expression);
        if (known != null) {
            return known;
        }
        if (expression.length() > PATTERN_CHARACTERS_MAX) {
            throw new Fault("regular expression is longer than " + PATTERN_CHARACTERS_MAX + " characters");
        }
        try {
            Pattern pattern = Pattern.compile(expression);
            if (KNOWN.size() >= KNOWN_MAX) {
                KNOWN.clear();
            }
            KNOWN.put(expression, pattern);
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new Fault("Illegal regex: " + e.getMessage());
        }
    }
}
