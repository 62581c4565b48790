// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

/// What a function does with its arguments, which are of the types that its signature says.
@FunctionalInterface
public interface Function {
    /// @throws dev.skerry.apiserver.cel.value.Fault if there is no result
    Object call(Object[] arguments);
}
