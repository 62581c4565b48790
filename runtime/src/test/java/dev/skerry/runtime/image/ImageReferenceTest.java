// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27",
        "plant/sensor:1, docker.io/plant/sensor:1",
        "docker.io/nginx, docker.io/library/nginx:latest",
        "index.docker.io/nginx, docker.io/library/nginx:latest",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app:V1.0-rc_1, localhost:5000/app:V1.0-rc_1",
        "ghcr.io/a/b/c.d_e__f-g--h:x, ghcr.io/a/b/c.d_e__f-g--h:x",
        "127.0.0.1:5000/app, 127.0.0.1:5000/app:latest",
    })
    void namesAreQualified(String text, String name) {
        assertThat(ImageReference.parse(text).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx@", "nginx:1.27@"})
    void digestsCount(String start) {
        var reference = ImageReference.parse(start + DIGEST);
        assertThat(reference.digest()).isEqualTo(DIGEST);
        assertThat(reference.byDigest(reference.digest())).isEqualTo("docker.io/library/nginx@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Nginx",
                "nginx:",
                "nginx:a b",
                "nginx:.x",
                "/nginx",
                "nginx/",
                "a//b",
                "a..b",
                "a___b",
                "-a",
                "a-",
                "nginx@sha256:12",
                "nginx@md5:00",
                "http://nginx",
                "ex ample.com/a",
                "a:b:c",
                "localhost:5000/",
                "../etc"
            })
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOfSatisfying(
                        TerminalException.class,
                        failed -> assertThat(failed.reason()).isEqualTo("InvalidImageName"));
    }
}
