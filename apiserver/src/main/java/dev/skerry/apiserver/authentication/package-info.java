// SPDX-License-Identifier: Apache-2.0
/// Who sent a request. Start with [Authenticator].
@NullMarked
package dev.skerry.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
