// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.audit.AuditLogFile;
import dev.skerry.apiserver.audit.AuditPolicy;
import java.nio.file.Path;
import java.util.Optional;

/// What the audit log keeps, and where.
///
/// @param log a file of lines; empty for none
/// @param webhook a kubeconfig that says whom to send events to; empty for nobody
public record AuditOptions(
        AuditPolicy policy, Optional<Path> log, AuditLogFile.Limits limits, Optional<WebhookTarget> webhook) {}
