// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.util.Map;

/// Puts values in place of `$(NAME)`. A name that is not known stays as it is written; `$$` is a dollar
/// sign that begins nothing. Pure.
final class Expansion {
    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            return text;
        }
        var out = new StringBuilder();
        int at = 0;
        while (dollar >= 0 && dollar + 1 < text.length()) {
            out.append(text, at, dollar);
            char next = text.charAt(dollar + 1);
            int close = next == '(' ? text.indexOf(')', dollar) : -1;
            if (next == '$') {
                out.append('$');
                at = dollar + 2;
            } else if (close > 0) {
                String name = text.substring(dollar + 2, close);
                String value = variables.get(name);
                out.append(value == null ? text.substring(dollar, close + 1) : value);
                at = close + 1;
            } else {
                out.append('$');
                at = dollar + 1;
            }
            dollar = text.indexOf('$', at);
        }
        return out.append(text, at, text.length()).toString();
    }
}
