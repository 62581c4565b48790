// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import dev.skerry.runtime.Image;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What running containers need of the images: their layers, for as long as they stand on them.
public interface UnpackedImages {
    /// An image and the folders of its layers, the lowest first.
    record Unpacked(Image image, List<Path> layers) {
        public Unpacked {
            layers = List.copyOf(layers);
        }
    }

    /// Keeps an image's layers until [#release], even if the image is removed; empty if there is no such image.
    /// Holds are in memory: whoever adopts containers after a restart holds their images again.
    Optional<Unpacked> hold(String imageId, String container);

    /// The container is gone. Layers that nobody needs any more are deleted.
    void release(String container);
}
