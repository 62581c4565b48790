// SPDX-License-Identifier: Apache-2.0
/// What holds for CertificateSigningRequests beyond what holds for every kind: who is written into them, who
/// may approve and sign them, and what never changes. Start with [SigningRequestRules].
@NullMarked
package dev.skerry.apiserver.certificates;

import org.jspecify.annotations.NullMarked;
