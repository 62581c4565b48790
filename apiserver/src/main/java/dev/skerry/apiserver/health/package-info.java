// SPDX-License-Identifier: Apache-2.0
/// How the server is: `/healthz`, `/livez`, `/readyz`. Start with [HealthEndpoint].
@NullMarked
package dev.skerry.apiserver.health;

import org.jspecify.annotations.NullMarked;
