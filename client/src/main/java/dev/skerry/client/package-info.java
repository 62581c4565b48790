// SPDX-License-Identifier: Apache-2.0
/// Talks to any Kubernetes API server. Start with [KubeClient].
@NullMarked
package dev.skerry.client;

import org.jspecify.annotations.NullMarked;
