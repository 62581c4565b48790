// SPDX-License-Identifier: Apache-2.0
/// Makes the schema resource of the built-in kinds from the Go sources of Kubernetes' API modules. Not
/// shipped and not part of the build: whoever moves to a newer API version runs [SchemaGenerator].
@NullMarked
package dev.skerry.api.generator;

import org.jspecify.annotations.NullMarked;
