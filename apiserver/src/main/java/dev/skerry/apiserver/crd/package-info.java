// SPDX-License-Identifier: Apache-2.0
/// Custom resources: what a CustomResourceDefinition must look like ([DefinitionRules]), and the resources
/// that are served because of it ([CustomResources]). A definition's schema becomes the same tree of
/// [dev.skerry.api.schema.Schema] that built-in kinds have, and a set of checks ([ValueRules]).
///
/// [CustomResources] may be used by many threads; everything else is immutable.
@NullMarked
package dev.skerry.apiserver.crd;

import org.jspecify.annotations.NullMarked;
