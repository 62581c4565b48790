// SPDX-License-Identifier: Apache-2.0
/// Approves, signs and clears away CertificateSigningRequests. Start with [CertificateControllers].
@NullMarked
package dev.skerry.controllers.certificate;

import org.jspecify.annotations.NullMarked;
