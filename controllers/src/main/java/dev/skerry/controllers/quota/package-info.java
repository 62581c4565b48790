// SPDX-License-Identifier: Apache-2.0
/// Counts what ResourceQuotas are about. Start with [QuotaController].
@NullMarked
package dev.skerry.controllers.quota;

import org.jspecify.annotations.NullMarked;
