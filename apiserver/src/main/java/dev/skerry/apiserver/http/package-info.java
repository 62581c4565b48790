// SPDX-License-Identifier: Apache-2.0
/// The seam between the wire and the API: a [Request] goes through one [Handler] on a virtual thread and
/// gives a [Response]. Nothing behind the seam knows of Netty.
@NullMarked
package dev.skerry.apiserver.http;

import org.jspecify.annotations.NullMarked;
