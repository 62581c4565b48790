// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.language;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The functions that expressions may call, from the table `functions.txt` beside this class.
public final class FunctionTable {
    private static final FunctionTable ALL = new FunctionTable();

    private final Map<String, Signature> byOverload = new LinkedHashMap<>();

    /// One way to call a function.
    ///
    /// @param parameters with the receiver, if it has one
    public record Signature(
            String overload, String function, boolean isMember, List<CelType> parameters, CelType result) {}

    private FunctionTable() {
        lines().stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(FunctionTable::parsed)
                .forEach(signature -> byOverload.put(signature.overload(), signature));
    }

    public static FunctionTable all() {
        return ALL;
    }

    /// @throws IllegalArgumentException if there is no such overload
    public Signature signature(String overload) {
        Signature found = byOverload.get(overload);
        if (found == null) {
            throw new IllegalArgumentException("no function " + overload);
        }
        return found;
    }

    public List<Signature> signatures() {
        return List.copyOf(byOverload.values());
    }

    /// @param hasMutations with those that only mutations have
    List<CelFunctionDecl> declarations(boolean hasMutations) {
        var overloads = new LinkedHashMap<String, List<CelOverloadDecl>>();
        byOverload.values().stream()
                .filter(signature -> hasMutations || !signature.function().startsWith("jsonpatch."))
                .forEach(signature -> overloads
                        .computeIfAbsent(signature.function(), _ -> new ArrayList<>())
                        .add(
                                signature.isMember()
                                        ? CelOverloadDecl.newMemberOverload(
                                                signature.overload(), signature.result(), signature.parameters())
                                        : CelOverloadDecl.newGlobalOverload(
                                                signature.overload(), signature.result(), signature.parameters())));
        return overloads.entrySet().stream()
                .map(entry -> CelFunctionDecl.newFunctionDeclaration(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Signature parsed(String line) {
        int afterOverload = line.indexOf(' ');
        String rest = line.substring(afterOverload).strip();
        boolean isMember = rest.startsWith("member ");
        rest = rest.substring("member ".length());
        int open = rest.indexOf('(');
        int close = rest.lastIndexOf(')');
        String parameters = rest.substring(open + 1, close);
        return new Signature(
                line.substring(0, afterOverload),
                rest.substring(0, open),
                isMember,
                parameters.isEmpty() ? List.of() : TypeTexts.list(parameters),
                TypeTexts.type(rest.substring(close + 1).strip()));
    }

    private static List<String> lines() {
        try (InputStream in = FunctionTable.class.getResourceAsStream("functions.txt")) {
            if (in == null) {
                throw new IllegalStateException("no functions.txt beside " + FunctionTable.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of functions", e);
        }
    }
}
