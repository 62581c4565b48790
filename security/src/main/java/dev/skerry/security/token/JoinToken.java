// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.TrustedAuthorities;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a node needs to join: which authority to trust, and a secret to show to it. Written
/// `K10<fingerprint of the authority>::<id>.<secret>`, a form that users of K3s know.
///
/// @param authority SHA-256 of the authority's certificate, 64 hex digits
/// @param id six characters, not secret: names the Secret `bootstrap-token-<id>`
/// @param secret sixteen characters
public record JoinToken(String authority, String id, String secret) {
    private static final Pattern FORM = Pattern.compile("K10([0-9a-f]{64})::([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final Pattern BEARER = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// Wrong in form, not merely unknown.
    public JoinToken {
        String text = format(authority, id, secret);
        if (!FORM.matcher(text).matches()) {
            throw new MalformedTokenException();
        }
    }

    /// A token that nobody has seen.
    public static JoinToken create(X509Certificate authority, SecureRandom random) {
        return new JoinToken(Certificates.fingerprint(authority), characters(6, random), characters(16, random));
    }

    /// @throws MalformedTokenException if the text has another form
    public static JoinToken parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MalformedTokenException();
        }
        return new JoinToken(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    /// What goes into `Authorization: Bearer`: the server knows its authority.
    public String bearer() {
        return id + "." + secret;
    }

    /// Whether this is the authority that the token names.
    public boolean names(X509Certificate certificate) {
        return isEqual(authority, Certificates.fingerprint(certificate));
    }

    /// Trust for the connection that joins: only a server whose chain ends in the named authority.
    public X509ExtendedTrustManager trust() {
        return TrustedAuthorities.pinned(authority);
    }

    /// Whether a text has the form `<id>.<secret>`.
    public static boolean isBearer(String text) {
        return BEARER.matcher(text).matches();
    }

    /// Compares secrets in a time that does not depend on where they differ.
    public static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /// The whole token, to be given to a node. Do not log it.
    public String format() {
        return format(authority, id, secret);
    }

    /// Shows the id only.
    @Override
    public String toString() {
        return "JoinToken " + id;
    }

    private static String format(String authority, String id, String secret) {
        return "K10" + authority + "::" + id + "." + secret;
    }

    private static String characters(int count, SecureRandom random) {
        return random.ints(count, 0, ALPHABET.length())
                .collect(
                        StringBuilder::new, (text, index) -> text.append(ALPHABET.charAt(index)), StringBuilder::append)
                .toString();
    }
}
