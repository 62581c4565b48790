// SPDX-License-Identifier: Apache-2.0
/// Kubernetes itself, to be measured beside and compared with.
@NullMarked
package dev.skerry.testkit.peer;

import org.jspecify.annotations.NullMarked;
