// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.runtime.BusyboxImage;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntimeContract;
import dev.skerry.runtime.image.LocalImageStore;
import dev.skerry.runtime.image.RegistryAccess;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class OciRuntimeTest extends ContainerRuntimeContract {
    @TempDir
    private static Path imageFolder;

    private static LocalImageStore images;
    private static String image;

    @TempDir
    private Path folder;

    @BeforeAll
    static void importImage() throws Exception {
        images = new LocalImageStore(imageFolder.resolve("store"), RegistryAccess.secure());
        image = images.importArchive(BusyboxImage.write(imageFolder)).getFirst().id();
    }

    @Override
    protected ContainerRuntime open() throws Exception {
        return new OciRuntime(
                new RuntimeFolders(folder.resolve("state"), folder.resolve("run")), images, SystemClock.CLOCK);
    }

    @Override
    protected void abandon(ContainerRuntime runtime) throws Exception {
        ((OciRuntime) runtime).close();
    }

    @Override
    protected String image() {
        return image;
    }

    @Override
    protected Path folder() {
        return folder;
    }
}
