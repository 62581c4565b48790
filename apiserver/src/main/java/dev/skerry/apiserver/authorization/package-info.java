// SPDX-License-Identifier: Apache-2.0
/// Who may do what. Start with [Authorizer].
@NullMarked
package dev.skerry.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
