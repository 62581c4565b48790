// SPDX-License-Identifier: Apache-2.0
/// What the two ends of an edge node's connection say to each other: one record per frame, and the codec
/// that makes bytes of it. Start with [Frame]. Everything here is immutable and safe for many threads.
@NullMarked
package dev.skerry.tunnel.frame;

import org.jspecify.annotations.NullMarked;
