// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every place for backups promises.
abstract class BackupPlaceContract {
    @TempDir
    private Path folder;

    /// An empty place.
    abstract BackupPlace open() throws Exception;

    @Test
    void whatIsPutThereComesBack() throws Exception {
        BackupPlace place = open();
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        place.put("b one+two.skerry", file(content));
        place.put("a.skerry", file(new byte[0]));

        assertThat(place.names()).containsExactly("a.skerry", "b one+two.skerry");
        Path back = folder.resolve("back");
        place.fetch("b one+two.skerry", back);
        assertThat(Files.readAllBytes(back)).isEqualTo(content);
        place.fetch("a.skerry", back);
        assertThat(Files.readAllBytes(back)).isEmpty();
    }

    @Test
    void whatIsPutThereAgainIsReplaced() throws Exception {
        BackupPlace place = open();
        place.put("a.skerry", file(new byte[] {1, 2, 3}));
        place.put("a.skerry", file(new byte[] {4}));

        Path back = folder.resolve("back");
        place.fetch("a.skerry", back);
        assertThat(Files.readAllBytes(back)).containsExactly(4);
    }

    @Test
    void whatIsRemovedIsGone() throws Exception {
        BackupPlace place = open();
        place.put("a.skerry", file(new byte[] {1}));
        place.remove("a.skerry");
        place.remove("a.skerry");

        assertThat(place.names()).isEmpty();
        assertThatThrownBy(() -> place.fetch("a.skerry", folder.resolve("back")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }
}
