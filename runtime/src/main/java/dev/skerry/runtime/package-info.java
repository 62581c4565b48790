// SPDX-License-Identifier: Apache-2.0
/// Runs containers and keeps images. Knows nothing of Kubernetes. Start with [ContainerRuntime].
@NullMarked
package dev.skerry.runtime;

import org.jspecify.annotations.NullMarked;
