// SPDX-License-Identifier: Apache-2.0
/// What the node has to tell, kept until the server has it. Start with [Upstream].
@NullMarked
package dev.skerry.agent.status;

import org.jspecify.annotations.NullMarked;
