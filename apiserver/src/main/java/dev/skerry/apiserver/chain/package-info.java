// SPDX-License-Identifier: Apache-2.0
/// What every request passes before something answers it: who is it, what do they want, may they. Start
/// with [RequestChain].
@NullMarked
package dev.skerry.apiserver.chain;

import org.jspecify.annotations.NullMarked;
