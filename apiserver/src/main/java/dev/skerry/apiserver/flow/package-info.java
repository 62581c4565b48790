// SPDX-License-Identifier: Apache-2.0
/// API priority and fairness: how many requests are worked on at once, and whose turn is next. Start with
/// [FlowControl]; [FlowSchemas] says which level and flow a request belongs to, [FairQueues] whose turn it
/// is.
@NullMarked
package dev.skerry.apiserver.flow;

import org.jspecify.annotations.NullMarked;
