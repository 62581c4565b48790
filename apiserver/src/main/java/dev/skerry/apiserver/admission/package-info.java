// SPDX-License-Identifier: Apache-2.0
/// What may still be changed or refused once somebody has the right. Start with [AdmissionPlugin].
@NullMarked
package dev.skerry.apiserver.admission;

import org.jspecify.annotations.NullMarked;
