// SPDX-License-Identifier: Apache-2.0
/// Lets nothing in that a ResourceQuota of its namespace has no room for. Start with [QuotaAdmission].
@NullMarked
package dev.skerry.apiserver.quota;

import org.jspecify.annotations.NullMarked;
