// SPDX-License-Identifier: Apache-2.0
/// The control loops. Start with [Controllers], which builds them all; each has a package of its own.
///
/// They know nothing but the API: they can run beside the server, or against somebody else's.
@NullMarked
package dev.skerry.controllers;

import org.jspecify.annotations.NullMarked;
