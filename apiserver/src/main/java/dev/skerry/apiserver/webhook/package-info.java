// SPDX-License-Identifier: Apache-2.0
/// Admission webhooks: servers of other people that may change or refuse a write. Start with
/// [MutatingWebhooks] and [ValidatingWebhooks]; which calls concern which webhook, [WebhookMatching] knows,
/// and how one is asked, [WebhookCaller].
@NullMarked
package dev.skerry.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
