// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The conformance tests of Kubernetes whose behaviour a test of ours goes through, by their exact names, as
/// literals. Only `docs/reference/conformance.md` is made of it, from the source; the program never sees it.
///
/// Whoever writes it on a test promises that the test fails whenever that conformance test would.
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface Conformance {
    String[] value();
}
