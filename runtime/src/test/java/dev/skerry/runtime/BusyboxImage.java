// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import dev.skerry.runtime.image.ImageArchive;
import dev.skerry.runtime.image.ImageArchive.Content;
import dev.skerry.runtime.image.ImageArchive.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real image of a megabyte or two, made of this machine's static busybox.
public final class BusyboxImage {
    public static final String NAME = "test/busybox:1";

    private static final List<String> APPLETS = List.of(
            "sh",
            "cat",
            "date",
            "echo",
            "env",
            "hostname",
            "id",
            "ls",
            "mkdir",
            "printf",
            "ps",
            "pwd",
            "sleep",
            "stty",
            "tail",
            "test",
            "touch",
            "true",
            "wc",
            "dd",
            "kill",
            "trap",
            "grep",
            "unshare",
            "mount",
            "chroot",
            "ip",
            "nc",
            "httpd",
            "ipcs",
            "tr",
            "head",
            "readlink");

    private BusyboxImage() {}

    /// Writes the image as an archive into the folder.
    public static Path write(Path folder) throws IOException {
        var contents = new ArrayList<Content>();
        contents.add(new Content.Folder("tmp", 01777));
        contents.add(new Content.Folder("proc", 0755));
        contents.add(new Content.File("bin/busybox", Path.of("/bin/busybox"), 0755));
        APPLETS.forEach(applet -> contents.add(new Content.Link("bin/" + applet, "busybox")));
        contents.add(new Content.Text(
                "etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n", 0644));
        contents.add(new Content.Text("etc/group", "root:x:0:\napp:x:1001:\ndialout:x:20:app\n", 0644));
        Path archive = folder.resolve("busybox.tar");
        var settings = new Settings(
                List.of("/bin/sh", "-c"),
                List.of("echo from the image"),
                List.of("COLOUR=blue", "PLACE=image"),
                "/tmp",
                "",
                "");
        ImageArchive.write(archive, NAME, contents, settings);
        return archive;
    }
}
