// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// An image on its way into the store, wherever it comes from.
///
/// @param names fully qualified
/// @param digests `name@sha256:…`
/// @param configuration the bytes whose digest is the image's id
/// @param layerCount how many layers there are to open
record ImageContent(List<String> names, List<String> digests, byte[] configuration, int layerCount, Layers layers) {
    /// Opens layers, compressed or not; may wait until one has come.
    interface Layers {
        InputStream open(int position) throws IOException, InterruptedException;
    }

    ImageContent {
        names = List.copyOf(names);
        digests = List.copyOf(digests);
    }

    InputStream openLayer(int position) throws IOException, InterruptedException {
        return layers.open(position);
    }

    void checkLayerCount(int wanted) throws IOException {
        if (layerCount != wanted) {
            throw new IOException("manifest has " + layerCount + " layers, but the configuration names " + wanted);
        }
    }
}
