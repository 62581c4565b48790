// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

/// A type as a value: what `type(x)` answers, and what `int` stands for.
public record TypeName(String name) {}
