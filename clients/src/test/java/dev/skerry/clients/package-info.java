// SPDX-License-Identifier: Apache-2.0

/// Other people's clients against the real program. Every class here is one client; what passes becomes
/// docs/reference/clients.md.
package dev.skerry.clients;
