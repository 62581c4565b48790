// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Images on this machine: by name, pulled or imported, unpacked once per layer and checked by digest.
/// A restart checks nothing again and unpacks nothing again.
public interface ImageStore {
    /// What came is no answer to go on with: wrong login, no such image, damage.
    String PULL_FAILED = "ErrImagePull";

    /// Nothing came: the registry was not reached, or is busy.
    String REGISTRY_UNAVAILABLE = "RegistryUnavailable";

    /// User name and password for a registry; both empty for none.
    record Credentials(String user, String password) {
        public static final Credentials NONE = new Credentials("", "");
    }

    /// How a pull gets on.
    interface Progress {
        void report(long bytesDone, long bytesTotal);
    }

    /// The image with this name, name and digest, or id; names are qualified as Docker does.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TerminalException reason `InvalidImageName` if it is none
    Optional<Image> find(String reference);

    List<Image> images();

    /// Fetches from its registry, going on where a broken download stopped. Reasons of failure:
    /// `InvalidImageName` (terminal), [#PULL_FAILED] and [#REGISTRY_UNAVAILABLE] (transient).
    Image pull(String reference, Credentials credentials, Progress progress) throws InterruptedException;

    /// Takes every image of an OCI archive, or a docker-save archive (tar, or tar.gz); what it took.
    List<Image> importArchive(Path archive) throws InterruptedException;

    void remove(String reference);
}
