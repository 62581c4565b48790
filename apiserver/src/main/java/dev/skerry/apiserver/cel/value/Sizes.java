// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

import java.util.List;
import java.util.Optional;

/// How large values are, in the units that costs are counted in: code points, bytes, elements, entries.
public final class Sizes {
    private Sizes() {}

    /// A value that a library brings and that has a size.
    public interface Sized {
        long size();
    }

    /// The size; 1 for a value that has none.
    public static long of(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Bytes bytes -> bytes.size();
            case List<?> list -> list.size();
            case CelMap map -> map.size();
            case Sized sized -> sized.size();
            case Optional<?> optional when optional.isPresent() -> of(optional.get());
            default -> 1;
        };
    }
}
