// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One HTTP request, its body read (at most the limit) or absent.
///
/// @param method upper case
/// @param path decoded, without the query, beginning with a slash
/// @param query parameters in the order they came, decoded
/// @param headers by lower-case name
/// @param clientCertificates what the client proved to hold, leaf first; empty without a certificate. Verified against
///     the authority of clients already, and never those of a proxy
/// @param proxyCertificates the same of a proxy that may say who is asking, verified against the authority of proxies
/// @param remoteAddress for logs and audit only: addresses are no identity
@SuppressWarnings("ArrayRecordComponent")
public record Request(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        byte[] body,
        List<X509Certificate> clientCertificates,
        List<X509Certificate> proxyCertificates,
        String remoteAddress) {

    /// From no proxy.
    public Request(
            String method,
            String path,
            Map<String, List<String>> query,
            Map<String, List<String>> headers,
            byte[] body,
            List<X509Certificate> clientCertificates,
            String remoteAddress) {
        this(method, path, query, headers, body, clientCertificates, List.of(), remoteAddress);
    }

    /// @param others by lower-case name
    public Request withHeaders(Map<String, List<String>> others) {
        return new Request(method, path, query, others, body, clientCertificates, proxyCertificates, remoteAddress);
    }

    public Optional<String> header(String name) {
        var values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /// The first value of a query parameter; empty text if it is not given.
    public String parameter(String name) {
        var values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    public boolean hasParameter(String name) {
        return query.containsKey(name);
    }

    public boolean flag(String name) {
        String value = parameter(name);
        return value.equals("true") || value.equals("1");
    }
}
