// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.agent.link.NodeCredentials.Membership;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.MalformedTokenException;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/// Gets a node its certificate: the first one for a join token, later ones for its key alone, from two thirds
/// of a certificate's life on and also long after its end.
///
/// Before joining the node trusts the one authority whose fingerprint is in its token, so the token is shown
/// to nobody else; afterwards it trusts the authority it was given.
final class Enrollment {
    private static final Log LOG = Log.of("agent.link");
    private static final int ANSWER_MAX = 1 << 20;

    private final NodeCredentials credentials;
    private final LinkConfig config;
    private final Clock clock;

    Enrollment(NodeCredentials credentials, LinkConfig config, Clock clock) {
        this.credentials = credentials;
        this.config = config;
        this.clock = clock;
    }

    /// The node's credential, after joining if it has not joined yet, and renewed if it is time.
    ///
    /// @param suspect renew even before it is time: the server has not taken the certificate
    /// @throws IOException if the server cannot be reached or refuses; the message says what it said
    Credential current(Membership membership, boolean suspect) throws IOException {
        Optional<Credential> known = credentials.credential();
        if (known.isEmpty()) {
            return join(membership);
        }
        boolean isDue = suspect || isDue(known.get().certificate());
        if (!isDue) {
            return known.get();
        }
        try {
            return renew(membership, credentials.authorities());
        } catch (IOException failed) {
            // The old one may still do: a third of its life is left for trying again.
            LOG.warn("the node's certificate was not renewed", "why", failed.getMessage());
            return known.get();
        }
    }

    boolean isDue(X509Certificate certificate) {
        return clock.now().isAfter(Certificates.renewalTime(certificate));
    }

    private Credential join(Membership membership) throws IOException {
        if (config.token().isEmpty()) {
            throw new IOException("this machine has not joined: start the agent with --token; 'skerry token create' on"
                    + " the server makes one");
        }
        try {
            var token = JoinToken.parse(config.token());
            Answer answer = post(membership, "/skerry/v1/join", token.trust(), token.bearer());
            if (answer.status() == 401) {
                // The token is good once. If its use succeeded and the answer got lost, the key is known.
                answer = lostAnswer(membership, token, answer);
            }
            Credential credential = keep(membership, answer);
            LOG.info("joined", "node", membership.node(), "server", membership.server());
            return credential;
        } catch (MalformedTokenException malformed) {
            throw new IOException("the join token is malformed: " + malformed.getMessage(), malformed);
        }
    }

    private Answer lostAnswer(Membership membership, JoinToken token, Answer refused) throws IOException {
        Answer renewed = post(membership, "/skerry/v1/renew", token.trust(), "");
        return renewed.status() == 200 ? renewed : refused;
    }

    private Credential renew(Membership membership, List<X509Certificate> authorities) throws IOException {
        var trust = TrustedAuthorities.trusting(authorities);
        Credential renewed = keep(membership, post(membership, "/skerry/v1/renew", trust, ""));
        LOG.info(
                "the node's certificate is renewed",
                "until",
                renewed.certificate().getNotAfter().toInstant());
        return renewed;
    }

    private record Answer(int status, Json body) {}

    private Answer post(Membership membership, String path, X509ExtendedTrustManager trust, String bearer)
            throws IOException {
        KeyPair key = credentials.key();
        var subject = DistinguishedName.of(Identity.NODE_PREFIX + membership.node(), Identity.GROUP_NODES);
        JsonObject body =
                JsonObject.of("nodeName", membership.node(), "csr", CertificateRequest.create(key, subject, List.of()));
        var request = new Transport.Request(
                "POST", path, Map.of("Content-Type", "application/json"), JsonWriter.writeBytes(body));
        URI server = URI.create(membership.server());
        try (var transport = HttpTransport.tls(server, TlsContexts.client(trust), () -> bearer, clock);
                var answer = transport.send(request)) {
            return new Answer(answer.status(), JsonReader.read(answer.body().readNBytes(ANSWER_MAX)));
        } catch (JsonException malformed) {
            throw new IOException("the server's answer to " + path + " is not JSON", malformed);
        }
    }

    private Credential keep(Membership membership, Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException(
                    "the server refused: " + answer.body().at("message").textOr("HTTP " + answer.status()));
        }
        try {
            var chain = Pem.readCertificates(answer.body().at("certificate").text());
            var authorities = Pem.readCertificates(answer.body().at("ca").text());
            var credential = new Credential(credentials.key().getPrivate(), chain);
            credentials.keep(credential, authorities, membership);
            return credential;
        } catch (PkiException malformed) {
            throw new IOException("the server's answer is no certificate: " + malformed.getMessage(), malformed);
        }
    }
}
