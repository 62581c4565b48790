// SPDX-License-Identifier: Apache-2.0
/// Who did what, when, and what came of it, for those who have to know later. Start with [Auditor]: it asks an
/// [AuditPolicy] how much of a request is to be kept, and an [AuditTrail] carries the events to a file or a
/// webhook on a thread of its own. Without a policy none of this costs anything.
@NullMarked
package dev.skerry.apiserver.audit;

import org.jspecify.annotations.NullMarked;
