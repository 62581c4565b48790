// SPDX-License-Identifier: Apache-2.0
/// Runs containers with an OCI runtime program (crun or runc) and one `conmon` beside each container; no
/// daemon. Start with [OciRuntime]. All state is on disk or in the kernel, so that any number of restarts
/// finds it; what is kept in memory is a copy.
@NullMarked
package dev.skerry.runtime.oci;

import org.jspecify.annotations.NullMarked;
