// SPDX-License-Identifier: Apache-2.0
/// What becomes of a request for a resource. A kind is data here: [dev.skerry.apiserver.resource.ServedResource]
/// says all that the generic code needs to know of it. Start with [ResourceEndpoint]; writing is [Creation],
/// [Replacement]
/// and [Deletion].
@NullMarked
package dev.skerry.apiserver.registry;

import org.jspecify.annotations.NullMarked;
