// SPDX-License-Identifier: Apache-2.0
/// Keys and certificates, made and checked with nothing but the JDK and a small DER codec of our own,
/// so that the agent can afford them. Start with [CertificateAuthority]; a server keeps its
/// certificates in [ServerCertificates]; [SwappableCredential] and [TrustedAuthorities] bring them into
/// TLS. Everything here is immutable or safe for many threads.
@NullMarked
package dev.skerry.security.pki;

import org.jspecify.annotations.NullMarked;
