// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.apiserver.admission.AdmissionPlugin;
import dev.skerry.apiserver.authentication.Authenticator;
import dev.skerry.apiserver.authentication.BearerTokens;
import dev.skerry.apiserver.authentication.BootstrapTokenVerifier;
import dev.skerry.apiserver.authentication.ClientCertificateAuthenticator;
import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.authentication.IssuerDocuments;
import dev.skerry.apiserver.authentication.ProxyAuthenticator;
import dev.skerry.apiserver.authentication.ServiceAccountVerifier;
import dev.skerry.apiserver.authentication.StaticTokenVerifier;
import dev.skerry.apiserver.authentication.TokenRequests;
import dev.skerry.apiserver.authentication.TokenReviews;
import dev.skerry.apiserver.authentication.TokenVerifier;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.apiserver.authorization.AccessReviews;
import dev.skerry.apiserver.authorization.Authorizer;
import dev.skerry.apiserver.authorization.MastersAuthorizer;
import dev.skerry.apiserver.authorization.NodeAuthorizer;
import dev.skerry.apiserver.authorization.RbacAuthorizer;
import dev.skerry.apiserver.authorization.UnionAuthorizer;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.token.ServiceAccountTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Everything that decides who may do what in an ordinary cluster, made once from the objects there are.
///
/// @param authenticators a proxy where one is trusted, client certificates, then bearer tokens (given at the start, of
///     ServiceAccounts, for joining); whoever shows neither is anonymous
/// @param authorizers `system:masters`, then nodes, then RBAC
/// @param admission in the order that [StandardAdmission] explains
/// @param questions answers what is posted to the API about rights, identities and tokens
/// @param issuer lets others verify ServiceAccount tokens
public record StandardAccess(
        List<Authenticator> authenticators,
        List<Authorizer> authorizers,
        List<AdmissionPlugin> admission,
        AccessQuestions questions,
        IssuerDocuments issuer) {
    public StandardAccess {
        authenticators = List.copyOf(authenticators);
        authorizers = List.copyOf(authorizers);
        admission = List.copyOf(admission);
    }

    /// @param staticTokens who is known by tokens that were fixed at the start; usually nobody
    /// @param random for generated names
    public static StandardAccess build(
            ObjectSource objects,
            ServiceAccountTokens tokens,
            Map<String, Identity> staticTokens,
            Clock clock,
            RandomGenerator random) {
        return build(objects, tokens, List.of(new StaticTokenVerifier(staticTokens)), clock, random);
    }

    /// @param others know further kinds of tokens: those given at the start, those of other issuers
    /// @param random for generated names
    public static StandardAccess build(
            ObjectSource objects,
            ServiceAccountTokens tokens,
            List<TokenVerifier> others,
            Clock clock,
            RandomGenerator random) {
        var denied = new DenyList(objects);
        List<TokenVerifier> verifiers = new ArrayList<>(others);
        verifiers.add(new ServiceAccountVerifier(tokens, objects, denied, clock));
        verifiers.add(new BootstrapTokenVerifier(objects, clock));
        var bearer = new BearerTokens(verifiers, List.of(tokens.issuer()));
        var rbac = new RbacAuthorizer(objects);
        List<Authorizer> authorizers = List.of(new MastersAuthorizer(), new NodeAuthorizer(objects), rbac);
        var union = new UnionAuthorizer(authorizers);
        return new StandardAccess(
                List.of(new ClientCertificateAuthenticator(objects, denied), bearer),
                authorizers,
                StandardAdmission.plugins(objects, rbac, union, clock, random),
                new AccessQuestions(
                        new AccessReviews(union, rbac),
                        new TokenReviews(bearer),
                        new TokenRequests(tokens, objects, clock)),
                new IssuerDocuments(tokens));
    }

    /// With a proxy before this server, which is asked first: the certificate of its connection is its own.
    public StandardAccess behind(TrustedProxy proxy, ObjectSource objects) {
        List<Authenticator> all = new ArrayList<>();
        all.add(new ProxyAuthenticator(proxy, new DenyList(objects)));
        all.addAll(authenticators);
        return new StandardAccess(all, authorizers, admission, questions, issuer);
    }
}
