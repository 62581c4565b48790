// SPDX-License-Identifier: Apache-2.0
/// Gives each namespace what its pods need to speak with the API: an account and the certificate of the
/// server. Start with [NamespaceOutfit].
@NullMarked
package dev.skerry.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
