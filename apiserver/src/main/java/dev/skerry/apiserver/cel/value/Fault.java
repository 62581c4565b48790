// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

/// An expression has no value, and why. It is an ordinary outcome within an expression: `false && fault` is
/// false; so it carries no stack.
public class Fault extends RuntimeException {
    public Fault(String message) {
        super(message, null, false, false);
    }

    /// The same as [#getMessage], which is never null here.
    public String message() {
        return String.valueOf(getMessage());
    }

    public static Fault noSuchKey(Object key) {
        return new Fault("no such key: " + key);
    }

    public static Fault noSuchOverload() {
        return new Fault("no such overload");
    }
}
