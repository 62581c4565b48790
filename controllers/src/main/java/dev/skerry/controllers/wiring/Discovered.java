// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.GroupVersionResource;

/// A resource that the server has.
public record Discovered(GroupVersionResource resource, String kind, boolean isNamespaced, boolean isWatchable) {}
