// SPDX-License-Identifier: Apache-2.0
/// A real API server in the test's own process. Start with [HandlerTransport].
@NullMarked
package dev.skerry.testkit.kube;

import org.jspecify.annotations.NullMarked;
