// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPlaceTest extends BackupPlaceContract {
    @TempDir
    private Path folder;

    @Override
    BackupPlace open() {
        return new FolderPlace(folder.resolve("backups"));
    }

    @Test
    void filesAreForTheirOwnerOnlyAndHalfOnesAreNotListed() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[] {1});
        open().put("a.skerry", file);
        Files.write(folder.resolve("backups").resolve("b.skerry.part"), new byte[] {1});

        assertThat(open().names()).containsExactly("a.skerry");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("backups").resolve("a.skerry"))))
                .isEqualTo("rw-------");
    }
}
