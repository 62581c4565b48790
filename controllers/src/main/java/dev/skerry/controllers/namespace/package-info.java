// SPDX-License-Identifier: Apache-2.0
/// Empties namespaces that are being deleted, and lets them go. Start with [NamespaceController].
@NullMarked
package dev.skerry.controllers.namespace;

import org.jspecify.annotations.NullMarked;
