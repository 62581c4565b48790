// SPDX-License-Identifier: Apache-2.0
/// Gives Services their cluster addresses and node ports, each once. Start with [ServiceAddresses].
@NullMarked
package dev.skerry.apiserver.address;

import org.jspecify.annotations.NullMarked;
