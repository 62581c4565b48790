// SPDX-License-Identifier: Apache-2.0
/// What follows for nodes and their pods when a node is not heard of. Start with [NodeController].
///
/// A node that is cut off is not dead. Edge nodes keep their pods for as long as their [Autonomy] says,
/// for ever unless told otherwise: they are kept free of new pods by a taint, their condition says since
/// when and for how long, and nothing else happens. Ordinary nodes are treated as Kubernetes does.
@NullMarked
package dev.skerry.controllers.node;

import org.jspecify.annotations.NullMarked;
