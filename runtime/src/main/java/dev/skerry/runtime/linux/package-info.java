// SPDX-License-Identifier: Apache-2.0
/// The Linux system calls that Java does not offer: mounts, device nodes, extended attributes, signals,
/// terminals and packet sockets. Start with [Mounts]. The only package here that reaches into native
/// memory. Any thread may use it; no call blocks for long, since a native call holds its carrier thread.
@NullMarked
package dev.skerry.runtime.linux;

import org.jspecify.annotations.NullMarked;
