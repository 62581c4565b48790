// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate authority in a folder, made by openssl, with a server and a client of its.
public final class Certificates {
    private final Path folder;

    public Certificates(Path folder) throws Exception {
        this.folder = folder;
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt"
                + " -days 2 -subj /CN=etcd-ca");
        sign("server", "-newkey ec -pkeyopt ec_paramgen_curve:P-256", "-addext subjectAltName=IP:127.0.0.1");
        sign("client", "-newkey rsa:2048", "-addext extendedKeyUsage=clientAuth");
    }

    public Path authority() {
        return folder.resolve("ca.crt");
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /// The client's key as older programs write it.
    Path clientKeyAsPkcs1() throws Exception {
        openssl("rsa -traditional -in client.key -out client-pkcs1.key");
        return folder.resolve("client-pkcs1.key");
    }

    /// A second client, whose key is of the form that `openssl ecparam` writes.
    Path clientKeyAsSec1() throws Exception {
        openssl("ecparam -name prime256v1 -genkey -noout -out client-ec.key");
        sign("client-ec", "-key client-ec.key", "-addext extendedKeyUsage=clientAuth");
        return folder.resolve("client-ec.key");
    }

    /// What etcd needs to ask for certificates.
    String[] etcdFlags() {
        return new String[] {
            "--cert-file=" + certificate("server"),
            "--key-file=" + key("server"),
            "--trusted-ca-file=" + authority(),
            "--client-cert-auth"
        };
    }

    private void sign(String name, String key, String extension) throws Exception {
        String out = key.startsWith("-key") ? "" : " -nodes -keyout " + name + ".key";
        openssl("req " + key + out + " -new -x509 -CA ca.crt -CAkey ca.key -days 2 -subj /CN=" + name + " " + extension
                + " -addext basicConstraints=critical,CA:FALSE -out " + name + ".crt");
    }

    private void openssl(String arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process openssl = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + said);
        }
    }
}
