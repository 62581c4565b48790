// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.object.KubeObject;

/// The port of a pod that a proxied request goes to.
record ProxyTarget(KubeObject pod, int port) {}
