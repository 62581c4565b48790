// SPDX-License-Identifier: Apache-2.0
/// A site of several servers with an etcd of its own: how the first begins it, how others join, what they share,
/// and the etcd member that each runs. Start with [Site]. Wiring only: nothing here decides how etcd works.
@NullMarked
package dev.skerry.cli.site;

import org.jspecify.annotations.NullMarked;
