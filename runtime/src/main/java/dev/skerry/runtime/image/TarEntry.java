// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.util.Map;

/// One member of a tar archive, without its content.
///
/// @param name as written; neither clean nor safe
/// @param target of a link: as written
/// @param mode permissions with the set-user-ID, set-group-ID and sticky bits
/// @param modifiedAt epoch seconds
/// @param attributes extended attributes by name, such as `security.capability`
record TarEntry(
        String name,
        Kind kind,
        String target,
        int mode,
        int user,
        int group,
        long size,
        long modifiedAt,
        int deviceMajor,
        int deviceMinor,
        Map<String, byte[]> attributes) {
    enum Kind {
        FILE,
        FOLDER,
        SYMBOLIC_LINK,
        HARD_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        PIPE,
        /// Something no image needs, such as a volume label.
        OTHER
    }

    TarEntry {
        attributes = Map.copyOf(attributes);
    }
}
