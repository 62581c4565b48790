// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.join;

import dev.skerry.api.meta.StatusException;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes machines nodes: a machine that shows a join token gets a name for its key, and a certificate that
/// says so. From then on the key is the proof: with it the certificate is renewed, also long after it has
/// expired, since a node that was cut off for a year is still the same node.
///
/// Nothing of the certificate request but its key is used: what name and groups the machine wishes for is not
/// its decision.
public final class JoinService {
    private static final Log LOG = Log.of("edge.join");

    /// A DNS subdomain, as the names of Node objects must be.
    private static final Pattern NODE_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /// Leaves room for the suffix of the Secret that keeps the key.
    private static final int NODE_NAME_MAX = 240;

    private final JoinTokens tokens;
    private final NodeKeys keys;
    private final CertificateAuthority authority;

    /// @param system the API as this server sees it
    /// @param fixedToken a token, `id.secret`, that every machine may use for ever; empty for none
    public JoinService(KubeClient system, CertificateAuthority authority, Clock clock, String fixedToken) {
        this.tokens = new JoinTokens(system, clock, fixedToken);
        this.keys = new NodeKeys(system);
        this.authority = authority;
    }

    /// Answers a machine that wants to become a node.
    ///
    /// @param bearer `id.secret` of a join token
    /// @param body `{"nodeName": …, "csr": PEM}`
    /// @return `{"certificate": PEM, "ca": PEM}`
    /// @throws StatusException 400, 401, 403 or 409 with a message that says what to do
    public JsonObject join(String bearer, JsonObject body) {
        String node = nodeName(body);
        CertificateRequest request = request(body);
        String fingerprint = Certificates.keyFingerprint(request.key());
        tokens.take(bearer, node, fingerprint);
        if (!keys.take(node, fingerprint)) {
            throw new StatusException(
                    409,
                    "Conflict",
                    "the node name \"" + node + "\" belongs to another machine; " + NodeKeys.howToFree(node),
                    JsonObject.EMPTY);
        }
        JsonObject answer = certify(request, node);
        tokens.consume(bearer);
        LOG.info("a machine has joined", "node", node, "key", fingerprint);
        return answer;
    }

    /// Answers a node that wants a new certificate. That it holds its key is proven by the request's
    /// signature; nothing else is asked, so an expired certificate strands nobody.
    ///
    /// @param body as for [#join]
    public JsonObject renew(JsonObject body) {
        String node = nodeName(body);
        CertificateRequest request = request(body);
        boolean isItsKey = keys.find(node)
                .filter(Certificates.keyFingerprint(request.key())::equals)
                .isPresent();
        if (!isItsKey) {
            throw new StatusException(403, "Forbidden", notItsKey(node), JsonObject.EMPTY);
        }
        return certify(request, node);
    }

    /// The node that may talk with this certificate.
    ///
    /// @throws StatusException 403 if it is not of this cluster's authority, or no node's, or the name has been
    ///     given to another key since
    public String admit(X509Certificate certificate) {
        Optional<String> node = authority.hasSigned(certificate) ? nodeOf(certificate) : Optional.empty();
        if (node.isEmpty()) {
            throw new StatusException(403, "Forbidden", "this certificate is not that of a node", JsonObject.EMPTY);
        }
        String fingerprint = Certificates.keyFingerprint(certificate.getPublicKey());
        if (keys.find(node.get()).filter(fingerprint::equals).isEmpty()) {
            throw new StatusException(403, "Forbidden", notItsKey(node.get()), JsonObject.EMPTY);
        }
        return node.get();
    }

    private JsonObject certify(CertificateRequest request, String node) {
        X509Certificate certificate = authority.issueNode(request, node, CertificateAuthority.NODE_VALIDITY);
        return JsonObject.of(
                "certificate", Pem.write(List.of(certificate)), "ca", Pem.write(List.of(authority.certificate())));
    }

    private static Optional<String> nodeOf(X509Certificate certificate) {
        var subject = Certificates.subject(certificate);
        boolean isNode = subject.commonName().startsWith(Identity.NODE_PREFIX)
                && subject.organizations().contains(Identity.GROUP_NODES);
        return isNode ? Optional.of(subject.commonName().substring(Identity.NODE_PREFIX.length())) : Optional.empty();
    }

    private static String nodeName(JsonObject body) {
        String node = body.at("nodeName").text();
        if (node.length() > NODE_NAME_MAX || !NODE_NAME.matcher(node).matches()) {
            throw StatusException.badRequest("\"" + node.substring(0, Math.min(node.length(), 60))
                    + "\" is no name for a node: lower-case letters, digits, '-' and '.', at most " + NODE_NAME_MAX);
        }
        return node;
    }

    private static CertificateRequest request(JsonObject body) {
        try {
            return CertificateRequest.parse(body.at("csr").text());
        } catch (PkiException malformed) {
            throw StatusException.badRequest("the certificate request is not usable: " + malformed.getMessage());
        }
    }

    private static String notItsKey(String node) {
        return "the node name \"" + node + "\" belongs to another key, or was taken from this machine; "
                + NodeKeys.howToFree(node);
    }
}
