// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import java.nio.file.Path;

/// Where containers live on disk.
///
/// @param state what must outlive a reboot: specifications, written layers, exit codes
/// @param run what a reboot clears: the runtime program's own state, shared memory, namespaces; on a tmpfs
public record RuntimeFolders(Path state, Path run) {
    public RuntimeFolders {
        state = state.toAbsolutePath();
        run = run.toAbsolutePath();
    }

    Path containers() {
        return state.resolve("containers");
    }

    Path sandboxes() {
        return state.resolve("sandboxes");
    }

    /// conmon writes the exit code here, in a file named by the container.
    Path exits() {
        return state.resolve("exits");
    }

    Path programState() {
        return run.resolve("oci");
    }

    Path sandboxRun(String id) {
        return run.resolve("sandboxes").resolve(id);
    }
}
