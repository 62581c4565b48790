// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
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

    /// Parts as small as S3 takes them; what is larger than the usual part goes the same way.
    @Test
    void whatIsLargerThanAPartGoesInPartsAndComesBackWhole() throws Exception {
        int part = 5 << 20;
        var requests = new S3Requests(
                new S3Account(URI.create(ENDPOINT), "us-east-1", "testkey", "testsecretkey"),
                S3Place.client().build(),
                SystemClock.CLOCK);
        String prefix = "parts ü/" + UUID.randomUUID() + "/";
        var place = new S3Place(requests, BUCKET, prefix, part);
        for (int length : new int[] {part, part + 1, 3 * part, 3 * part + 12_345}) {
            byte[] content = new byte[length];
            new Random(length).nextBytes(content);
            place.put("b " + length, Files.write(folder.resolve("large"), content));
            Path back = folder.resolve("back");
            place.fetch("b " + length, back);
            assertThat(Files.mismatch(back, folder.resolve("large"))).isEqualTo(-1);
        }
        assertThat(place.names()).hasSize(4);
    }

    @Test
    void whatCannotBeFinishedInPartsIsNotThere() throws Exception {
        var requests = new S3Requests(
                new S3Account(URI.create(ENDPOINT), "us-east-1", "testkey", "testsecretkey"),
                S3Place.client().build(),
                SystemClock.CLOCK);
        String prefix = "unfinished/" + UUID.randomUUID() + "/";
        Path file = Files.write(folder.resolve("large"), new byte[11 << 20]);
        var tooSmall = new S3Place(requests, BUCKET, prefix, 1 << 20);

        // S3 takes no parts of less than 5 MiB, and says so at the end.
        assertThatThrownBy(() -> tooSmall.put("a", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EntityTooSmall");
        assertThat(tooSmall.names()).isEmpty();
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
