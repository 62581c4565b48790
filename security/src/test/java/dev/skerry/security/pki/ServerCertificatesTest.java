// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificatesTest {
    private static final Set<SubjectName> LOCAL = Set.of(SubjectName.parse("127.0.0.1"), SubjectName.parse("plant"));

    private final FixedClock clock = new FixedClock(Instant.parse("2026-11-23T09:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void aSecondStartFindsEverythingAsItWas() {
        var first = open(LOCAL);
        var second = open(LOCAL);
        assertThat(second.authority().certificate()).isEqualTo(first.authority().certificate());
        assertThat(second.serving().current()).isEqualTo(first.serving().current());
        assertThat(second.administrator().current())
                .isEqualTo(first.administrator().current());
        assertThat(second.tokenKeys().getFirst().getPublic())
                .isEqualTo(first.tokenKeys().getFirst().getPublic());
        assertThat(Certificates.subject(first.administrator().current().certificate()))
                .isEqualTo(DistinguishedName.of("system:admin", "system:masters"));
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws Exception {
        open(LOCAL);
        try (var files = Files.list(folder)) {
            var all = files.toList();
            assertThat(all).hasSize(6);
            for (Path file : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aNewNameOfTheServerGivesANewCertificate() {
        var before = open(LOCAL).serving().current();
        var after = open(Set.of(SubjectName.parse("127.0.0.1"), SubjectName.parse("gateway.example")));
        assertThat(after.serving().current()).isNotEqualTo(before);
        assertThat(Certificates.names(after.serving().current().certificate()))
                .contains(SubjectName.parse("gateway.example"));
        assertThat(open(Set.of(SubjectName.parse("127.0.0.1"))).serving().current())
                .as("a name that is no longer asked for does no harm")
                .isEqualTo(after.serving().current());
    }

    @Test
    void certificatesAreRenewedAtTwoThirdsOfTheirLife() {
        var certificates = open(LOCAL);
        var serving = certificates.serving().current();
        clock.advance(Duration.ofDays(240));
        assertThat(certificates.renewWhatIsDue()).isFalse();
        assertThat(certificates.serving().current()).isEqualTo(serving);
        clock.advance(Duration.ofDays(5));
        assertThat(certificates.renewWhatIsDue()).isTrue();
        assertThat(certificates.serving().current()).isNotEqualTo(serving);
        assertThat(open(LOCAL).serving().current())
                .isEqualTo(certificates.serving().current());
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        open(LOCAL);
        Files.writeString(folder.resolve("serving.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA");
        assertThatThrownBy(() -> open(LOCAL))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("serving.pem")
                .hasMessageContaining("remove it");
    }

    @Test
    void aCrashWhileWritingLeavesTheOldFile() throws Exception {
        var before = open(LOCAL).authority().certificate();
        Files.writeString(folder.resolve("ca.pem.new"), "half of a fi");
        assertThat(open(LOCAL).authority().certificate()).isEqualTo(before);
    }

    private ServerCertificates open(Set<SubjectName> names) {
        return new ServerCertificates(folder, names, clock);
    }
}
