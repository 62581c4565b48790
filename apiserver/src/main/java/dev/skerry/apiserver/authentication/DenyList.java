// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.security.pki.Certificates;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Credentials that are not to be accepted any more although they are well signed and in their time: what
/// the `DeniedCredential` objects of the cluster name. Looked up at each request; an empty list costs one
/// comparison.
public final class DenyList {
    public static final GroupVersionResource RESOURCE =
            new GroupVersionResource("skerry.dev", "v1", "deniedcredentials");

    private static final String TOKEN = "JTI=";
    private static final String CERTIFICATE = "X509SHA256=";
    private static final String SERIAL = "serial ";
    private static final String KEY = "key ";

    private final ObjectSource objects;
    private final ReentrantLock renewal = new ReentrantLock();
    private volatile Snapshot current = new Snapshot(-1, Map.of());

    /// @param denials what is told to whoever shows the credential, by the kind and value of what is denied
    private record Snapshot(long revision, Map<String, String> denials) {}

    public DenyList(ObjectSource objects) {
        this.objects = objects;
    }

    /// Why a certificate is denied, by itself, its serial number or its key; empty if it is not.
    public Optional<String> findCertificate(X509Certificate certificate) {
        var denials = snapshot().denials();
        if (denials.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        denials.get(SERIAL + certificate.getSerialNumber().toString(16)))
                .or(() -> Optional.ofNullable(denials.get(CERTIFICATE + Certificates.fingerprint(certificate))))
                .or(() -> Optional.ofNullable(
                        denials.get(KEY + Certificates.keyFingerprint(certificate.getPublicKey()))));
    }

    /// Why a token is denied; empty if it is not.
    ///
    /// @param id its `jti`
    public Optional<String> findToken(String id) {
        return Optional.ofNullable(snapshot().denials().get(TOKEN + id));
    }

    private Snapshot snapshot() {
        Snapshot known = current;
        if (known.revision() == revision()) {
            return known;
        }
        renewal.lock();
        try {
            // Taken before the objects are listed: a change in between is found by the next caller.
            long revision = revision();
            if (current.revision() != revision) {
                var denials = new HashMap<String, String>();
                objects.list(RESOURCE.group(), RESOURCE.resource(), "").forEach(entry -> read(entry, denials));
                current = new Snapshot(revision, Map.copyOf(denials));
            }
            return current;
        } finally {
            renewal.unlock();
        }
    }

    private long revision() {
        return objects.revision(RESOURCE.group(), RESOURCE.resource());
    }

    private static void read(KubeObject entry, Map<String, String> denials) {
        Json spec = entry.at("spec");
        String reason = spec.at("reason").text();
        String denial = "denied by DeniedCredential \"" + entry.name() + "\"" + (reason.isEmpty() ? "" : ": " + reason);
        String serial = hexadecimal(spec.at("certificateSerial").text()).replaceFirst("^0+(?=.)", "");
        putIfText(denials, SERIAL, serial, denial);
        putIfText(denials, KEY, hexadecimal(spec.at("keyFingerprint").text()), denial);
        putIfText(denials, TOKEN, spec.at("tokenID").text(), denial);
        putIfText(denials, "", spec.at("credentialID").text(), denial);
    }

    private static void putIfText(Map<String, String> denials, String kind, String value, String denial) {
        if (!value.isEmpty()) {
            denials.put(kind + value, denial);
        }
    }

    /// As tools print it: in either case, with or without colons.
    private static String hexadecimal(String text) {
        return text.replace(":", "").toLowerCase(Locale.ROOT);
    }
}
