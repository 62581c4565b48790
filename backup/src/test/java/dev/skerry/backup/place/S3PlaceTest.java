// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Against a server that others wrote and that checks every signature: `make test-s3` starts one (versitygw) and says
/// where it is.
@EnabledIfSystemProperty(named = "skerry.s3.endpoint", matches = "http.*")
class S3PlaceTest extends BackupPlaceContract {
    private static final String ENDPOINT = System.getProperty("skerry.s3.endpoint", "");
    private static final String BUCKET = "skerry-test";

    @TempDir
    private Path folder;

    @Override
    BackupPlace open() {
        return place("testsecretkey", BUCKET, "plant ü/" + UUID.randomUUID() + "/");
    }

    private static S3Place place(String secret, String bucket, String prefix) {
        var account = new S3Account(URI.create(ENDPOINT), "us-east-1", "testkey", secret);
        return new S3Place(account, bucket, prefix, S3Place.client().build(), SystemClock.CLOCK);
    }

    @Test
    void aListOfManyComesPageByPage() throws Exception {
        BackupPlace place = open();
        Path file = Files.write(folder.resolve("one"), new byte[] {1});
        for (int i = 0; i < 1_005; i++) {
            place.put("b" + i, file);
        }
        assertThat(place.names()).hasSize(1_005);
    }

    @Test
    void whatTheServerRefusesIsSaidInItsWords() throws Exception {
        Path file = Files.write(folder.resolve("one"), new byte[] {1});

        assertThatThrownBy(() -> place("wrong", BUCKET, "").put("a", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 403, SignatureDoesNotMatch");
        assertThatThrownBy(() -> place("testsecretkey", "no-such-bucket", "").names())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NoSuchBucket");
    }
}
