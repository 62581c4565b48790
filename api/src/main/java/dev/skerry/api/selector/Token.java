// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

/// A word or sign of a selector's text.
record Token(Kind kind, String text) {
    enum Kind {
        IDENTIFIER,
        IN,
        NOT_IN,
        EQUALS,
        NOT_EQUALS,
        GREATER,
        LESS,
        NOT,
        COMMA,
        OPEN,
        CLOSE,
        END
    }

    /// The same token where a value or key is wanted: `in` and `notin` are ordinary names there.
    Token asName() {
        return kind == Kind.IN || kind == Kind.NOT_IN ? new Token(Kind.IDENTIFIER, text) : this;
    }
}
