// SPDX-License-Identifier: Apache-2.0
/// What is served: each kind as data, so that the rest of the server needs no code for one kind. Start with
/// [ServedResource]; which there are now, a [ResourceCatalog] knows.
@NullMarked
package dev.skerry.apiserver.resource;

import org.jspecify.annotations.NullMarked;
