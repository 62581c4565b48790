// SPDX-License-Identifier: Apache-2.0
/// Serves the description of the API, from which kubectl learns what it may send. Start with
/// [OpenApiEndpoint].
@NullMarked
package dev.skerry.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
