// SPDX-License-Identifier: Apache-2.0
/// Which API servers there are, for pods that look for one: the endpoints of the Service `kubernetes`.
/// Start with [ServerPresence].
///
/// A presence belongs to one thread; what it decides by is in [Attendance] and [ServiceEndpoints], which
/// touch nothing.
@NullMarked
package dev.skerry.controllers.servers;

import org.jspecify.annotations.NullMarked;
