// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import dev.skerry.api.meta.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Reads the text form of a label selector by recursive descent. The error texts are Kubernetes' own,
/// since clients show them and tests compare them.
final class LabelSelectorParser {
    private final List<Token> tokens;
    private int position;

    LabelSelectorParser(String text) {
        tokens = LabelSelectorLexer.tokens(text);
    }

    List<Requirement> parse() {
        var requirements = new ArrayList<Requirement>();
        while (true) {
            Token first = peekName();
            switch (first.kind()) {
                case END -> {
                    return requirements;
                }
                case IDENTIFIER, NOT -> requirements.add(requirement());
                default -> throw fault("found '" + first.text() + "', expected: !, identifier, or 'end of string'");
            }
            Token separator = nextName();
            if (separator.kind() == Token.Kind.END) {
                return requirements;
            }
            if (separator.kind() != Token.Kind.COMMA) {
                throw fault("found '" + separator.text() + "', expected: ',' or 'end of string'");
            }
            Token.Kind after = peekName().kind();
            if (after != Token.Kind.IDENTIFIER && after != Token.Kind.NOT) {
                throw fault("found '" + peekName().text() + "', expected: identifier after ','");
            }
        }
    }

    private Requirement requirement() {
        boolean isNegated = peekName().kind() == Token.Kind.NOT;
        if (isNegated) {
            nextName();
        }
        String key = identifier();
        LabelSyntax.findKeyFault(key).ifPresent(fault -> {
            throw requirementFault(fault);
        });
        Token.Kind after = peekName().kind();
        var requirement = isNegated
                ? new Requirement(key, Operator.DOES_NOT_EXIST, List.of())
                : after == Token.Kind.END || after == Token.Kind.COMMA
                        ? new Requirement(key, Operator.EXISTS, List.of())
                        : compared(key);
        LabelSyntax.findFault(requirement).ifPresent(fault -> {
            throw requirementFault(fault);
        });
        return requirement;
    }

    private Requirement compared(String key) {
        Token operator = tokens.get(position++);
        return switch (operator.kind()) {
            case IN -> new Requirement(key, Operator.IN, set());
            case NOT_IN -> new Requirement(key, Operator.NOT_IN, set());
            case EQUALS -> new Requirement(key, Operator.IN, List.of(exactValue()));
            case NOT_EQUALS -> new Requirement(key, Operator.NOT_IN, List.of(exactValue()));
            case GREATER -> new Requirement(key, Operator.GREATER_THAN, List.of(exactValue()));
            case LESS -> new Requirement(key, Operator.LESS_THAN, List.of(exactValue()));
            default ->
                throw requirementFault("found '" + operator.text() + "', expected: in, notin, =, ==, !=, gt, lt");
        };
    }

    private String exactValue() {
        Token.Kind next = peekName().kind();
        // `app=` asks for the empty value.
        return next == Token.Kind.END || next == Token.Kind.COMMA ? "" : identifier();
    }

    private String identifier() {
        Token token = nextName();
        if (token.kind() != Token.Kind.IDENTIFIER) {
            throw requirementFault("found '" + token.text() + "', expected: identifier");
        }
        return token.text();
    }

    private List<String> set() {
        Token open = nextName();
        if (open.kind() != Token.Kind.OPEN) {
            throw requirementFault("found '" + open.text() + "' expected: '('");
        }
        Token first = peekName();
        return switch (first.kind()) {
            case CLOSE -> {
                nextName();
                yield List.of();
            }
            case IDENTIFIER, COMMA -> members();
            default -> throw requirementFault("found '" + first.text() + "', expected: ',', ')' or identifier");
        };
    }

    /// The members up to the closing bracket; nothing between two commas is the empty value.
    private List<String> members() {
        var members = new TreeSet<String>();
        while (true) {
            Token.Kind next = peekName().kind();
            boolean isEmptyMember = next == Token.Kind.COMMA || next == Token.Kind.CLOSE;
            members.add(isEmptyMember ? "" : memberName());
            Token after = nextName();
            if (after.kind() == Token.Kind.CLOSE) {
                return List.copyOf(members);
            }
            if (after.kind() != Token.Kind.COMMA) {
                throw requirementFault("found '" + after.text() + "', expected: ',' or ')'");
            }
        }
    }

    private String memberName() {
        Token token = nextName();
        if (token.kind() != Token.Kind.IDENTIFIER) {
            throw requirementFault("found '" + token.text() + "', expected: ',', or identifier");
        }
        return token.text();
    }

    private Token peekName() {
        return tokens.get(position).asName();
    }

    private Token nextName() {
        Token token = peekName();
        // The end stays where it is, however often it is read.
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    private static StatusException requirementFault(String message) {
        return fault("unable to parse requirement: " + message);
    }

    private static StatusException fault(String message) {
        return StatusException.badRequest(message);
    }
}
