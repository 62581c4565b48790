// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import java.util.ArrayList;
import java.util.List;

/// Splits the text of a label selector into tokens.
final class LabelSelectorLexer {
    private static final String SPACES = " \t\r\n";
    private static final String SIGNS = "=!(),><";

    private LabelSelectorLexer() {}

    /// The tokens, with one `END` after the last.
    static List<Token> tokens(String text) {
        var tokens = new ArrayList<Token>();
        int position = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (SPACES.indexOf(c) >= 0) {
                position++;
                continue;
            }
            Token token = SIGNS.indexOf(c) >= 0 ? sign(text, position) : word(text, position);
            tokens.add(token);
            position += token.text().length();
        }
        tokens.add(new Token(Token.Kind.END, ""));
        return tokens;
    }

    private static Token sign(String text, int position) {
        if (text.startsWith("==", position)) {
            return new Token(Token.Kind.EQUALS, "==");
        }
        if (text.startsWith("!=", position)) {
            return new Token(Token.Kind.NOT_EQUALS, "!=");
        }
        char c = text.charAt(position);
        Token.Kind kind = switch (c) {
            case '=' -> Token.Kind.EQUALS;
            case '!' -> Token.Kind.NOT;
            case '(' -> Token.Kind.OPEN;
            case ')' -> Token.Kind.CLOSE;
            case ',' -> Token.Kind.COMMA;
            case '>' -> Token.Kind.GREATER;
            default -> Token.Kind.LESS;
        };
        return new Token(kind, String.valueOf(c));
    }

    private static Token word(String text, int start) {
        int end = start;
        while (end < text.length() && SPACES.indexOf(text.charAt(end)) < 0 && SIGNS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String word = text.substring(start, end);
        return switch (word) {
            case "in" -> new Token(Token.Kind.IN, word);
            case "notin" -> new Token(Token.Kind.NOT_IN, word);
            default -> new Token(Token.Kind.IDENTIFIER, word);
        };
    }
}
