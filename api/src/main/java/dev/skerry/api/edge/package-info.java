// SPDX-License-Identifier: Apache-2.0
/// What an edge node and its server say to each other about objects, inside the tunnel's frames. Start with
/// [NodeMessage].
@NullMarked
package dev.skerry.api.edge;

import org.jspecify.annotations.NullMarked;
