// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.backup.place.S3Account;
import dev.skerry.backup.place.S3Place;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;

/// Who keeps buckets, and who we are to them; named as K3s' flags for etcd snapshots.
final class S3Flags {
    static final String SCHEME = "s3://";

    private static final String ENDPOINT = "s3-endpoint";
    private static final String AUTHORITY = "s3-endpoint-ca";
    private static final String REGION = "s3-region";
    private static final String ACCESS_KEY = "s3-access-key";
    private static final String SECRET_KEY = "s3-secret-key";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    ENDPOINT,
                    "URL",
                    "",
                    "Server that speaks S3, as https://HOST:PORT (default: Amazon's in the region)."),
            Flag.single(AUTHORITY, "FILE", "", "Certificates of who vouches for that server (default: the system's)."),
            Flag.single(REGION, "REGION", "us-east-1", "Region of the bucket."),
            Flag.single(ACCESS_KEY, "KEY", "", "Access key; better in the environment, as SKERRY_S3_ACCESS_KEY."),
            Flag.single(SECRET_KEY, "KEY", "", "Its secret; better in the environment, as SKERRY_S3_SECRET_KEY."));

    private S3Flags() {}

    /// @param url `s3://BUCKET/PREFIX`
    static S3Place place(Settings settings, String url) {
        String path = url.substring(SCHEME.length());
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        String prefix = slash < 0 ? "" : path.substring(slash + 1);
        if (bucket.isEmpty()) {
            throw new UsageException("\"" + url + "\" names no bucket: give s3://BUCKET/PREFIX.");
        }
        if (!settings.has(ACCESS_KEY) || !settings.has(SECRET_KEY)) {
            throw new UsageException("a place in S3 needs --" + ACCESS_KEY + " and --" + SECRET_KEY
                    + ", or SKERRY_S3_ACCESS_KEY and SKERRY_S3_SECRET_KEY in the environment.");
        }
        var account = new S3Account(
                endpoint(settings), settings.text(REGION), settings.text(ACCESS_KEY), settings.text(SECRET_KEY));
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        var http = S3Place.client();
        if (settings.has(AUTHORITY)) {
            http.sslContext(TlsContexts.client(TrustedAuthorities.trusting(authorities(settings))));
        }
        return new S3Place(account, bucket, folder, http.build(), SystemClock.CLOCK);
    }

    private static URI endpoint(Settings settings) {
        String text = settings.text(ENDPOINT);
        if (text.isEmpty()) {
            return URI.create("https://s3." + settings.text(REGION) + ".amazonaws.com");
        }
        try {
            var uri = URI.create(text.contains("://") ? text : "https://" + text);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // The sentence below is for this as well.
        }
        throw new UsageException("--" + ENDPOINT + " must be a URL such as https://HOST:PORT, not \"" + text + "\".");
    }

    private static List<java.security.cert.X509Certificate> authorities(Settings settings) {
        try {
            return Pem.readCertificates(Files.readString(settings.path(AUTHORITY)));
        } catch (IOException | PkiException unreadable) {
            throw new UsageException("--" + AUTHORITY + " cannot be read: " + unreadable.getMessage() + ".");
        }
    }
}
