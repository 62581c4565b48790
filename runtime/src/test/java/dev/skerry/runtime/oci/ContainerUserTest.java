// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.runtime.ContainerRuntime.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerUserTest {
    @TempDir
    private Path rootfs;

    @BeforeEach
    void writeUsers() throws IOException {
        Files.createDirectory(rootfs.resolve("etc"));
        Files.writeString(
                rootfs.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nbroken\napp:x:1000:1001::/home:/bin/sh\n");
        Files.writeString(rootfs.resolve("etc/group"), "root:x:0:\ndialout:x:20:app,other\nvideo:x:44:app\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', -1, -1, 0 0 []",
        "app, -1, -1, '1000 1001 [20, 44]'",
        "1000, -1, -1, '1000 1001 [20, 44]'",
        "app:dialout, -1, -1, '1000 20 [20, 44]'",
        "app:77, -1, -1, '1000 77 [20, 44]'",
        "5000, -1, -1, 5000 0 []",
        "5000:6000, -1, -1, 5000 6000 []",
        "app, 2000, -1, 2000 0 []",
        "app:dialout, 2000, 3000, 2000 3000 []",
        "app, -1, 3000, '1000 3000 [20, 44]'",
    })
    void thePodSaysThenTheImage(String image, long user, long group, String expected) throws IOException {
        var resolved = ContainerUser.resolve(rootfs, image, privileges(user, group));
        assertThat(resolved.user() + " " + resolved.group() + " " + resolved.extraGroups())
                .isEqualTo(expected);
    }

    @Test
    void strangersAreRefused() {
        assertThatThrownBy(() -> ContainerUser.resolve(rootfs, "nobody", privileges(-1, -1)))
                .hasMessageContaining("no user nobody");
        assertThatThrownBy(() -> ContainerUser.resolve(rootfs, "app:nobody", privileges(-1, -1)))
                .hasMessageContaining("no group nobody");
    }

    @Test
    void anImageCannotShowUsTheHostsUsers() throws IOException {
        Files.delete(rootfs.resolve("etc/passwd"));
        Files.createSymbolicLink(rootfs.resolve("etc/passwd"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> ContainerUser.resolve(rootfs, "daemon", privileges(-1, -1)))
                .hasMessageContaining("no user daemon");
    }

    private static Privileges privileges(long user, long group) {
        return new Privileges(user, group, List.of(), false, false, List.of(), List.of(), true);
    }
}
