// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.apiserver.audit.AuditLogFile;
import dev.skerry.apiserver.audit.AuditPolicy;
import dev.skerry.cli.wiring.AuditOptions;
import dev.skerry.cli.wiring.WebhookTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads what the user said about the audit log. The flags have Kubernetes' names.
final class AuditFlags {
    private static final String POLICY = "audit-policy-file";
    private static final String LOG = "audit-log-path";
    private static final String AGE = "audit-log-maxage";
    private static final String FILES = "audit-log-maxbackup";
    private static final String SIZE = "audit-log-maxsize";
    private static final String WEBHOOK = "audit-webhook-config-file";

    private static final int MEBIBYTE = 1 << 20;

    static final List<Flag> ALL = List.of(
            Flag.single(POLICY, "FILE", "", "Audit policy: how much is kept of which requests."),
            Flag.single(LOG, "FILE", "", "File that audit events are written to, one a line."),
            Flag.single(AGE, "DAYS", "0", "How long old files of the audit log are kept; 0 for ever."),
            Flag.single(FILES, "COUNT", "0", "How many old files of the audit log are kept; 0 for all."),
            Flag.single(SIZE, "MEGABYTES", "100", "How large the audit log grows before a new file is begun."),
            Flag.single(WEBHOOK, "FILE", "", "Kubeconfig of a server that audit events are sent to."));

    private AuditFlags() {}

    static Optional<AuditOptions> read(Settings settings) {
        if (!settings.has(POLICY)) {
            if (settings.has(LOG) || settings.has(WEBHOOK)) {
                throw new UsageException("An audit log needs --" + POLICY + ", which says what is kept.");
            }
            return Optional.empty();
        }
        if (!settings.has(LOG) && !settings.has(WEBHOOK)) {
            throw new UsageException(
                    "--" + POLICY + " alone keeps nothing: give --" + LOG + " or --" + WEBHOOK + " with it.");
        }
        var limits = new AuditLogFile.Limits(
                (long) settings.count(SIZE) * MEBIBYTE, settings.count(FILES), Duration.ofDays(settings.count(AGE)));
        return Optional.of(new AuditOptions(
                read(settings, POLICY, file -> AuditPolicy.read(YamlReader.read(Files.readAllBytes(file)))),
                settings.has(LOG) ? Optional.of(settings.path(LOG)) : Optional.empty(),
                limits,
                settings.has(WEBHOOK) ? Optional.of(read(settings, WEBHOOK, WebhookTarget::read)) : Optional.empty()));
    }

    /// Makes something of a file.
    private interface Reader<T> {
        T read(Path file) throws IOException;
    }

    private static <T> T read(Settings settings, String flag, Reader<T> reader) {
        Path file = settings.path(flag);
        try {
            return reader.read(file);
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--" + flag + " " + file + " cannot be used: " + e.getMessage() + ".");
        }
    }
}
