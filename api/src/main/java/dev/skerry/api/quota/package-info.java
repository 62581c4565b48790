// SPDX-License-Identifier: Apache-2.0
/// What objects take of a ResourceQuota: the one calculation that both the server, when it lets something
/// in, and the controller, when it counts again, go by. Start with [QuotaStatus].
@NullMarked
package dev.skerry.api.quota;

import org.jspecify.annotations.NullMarked;
