// SPDX-License-Identifier: Apache-2.0
/// Deletes the objects of CustomResourceDefinitions that are being deleted. Start with [DefinitionCleanup].
@NullMarked
package dev.skerry.controllers.definition;

import org.jspecify.annotations.NullMarked;
