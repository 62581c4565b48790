// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// Whom a container's process runs as, in numbers.
record ContainerUser(long user, long group, List<Long> extraGroups) {
    private static final long BYTES_MAX = 1 << 20;

    ContainerUser {
        extraGroups = List.copyOf(extraGroups);
    }

    /// Reads the image's own user and group files where something is given by name, or where a number
    /// has more groups there.
    ///
    /// @param wanted as the image says it: empty, `1000`, `app`, `app:app`, `1000:50`
    /// @throws IOException if it names someone the image does not know
    static ContainerUser resolve(Path rootfs, String wanted, Privileges privileges) throws IOException {
        int colon = wanted.indexOf(':');
        String name = colon < 0 ? wanted : wanted.substring(0, colon);
        String groupName = colon < 0 ? "" : wanted.substring(colon + 1);
        if (privileges.user() >= 0) {
            name = Long.toString(privileges.user());
            groupName = "";
        }
        name = name.isEmpty() ? "0" : name;
        List<String[]> groups = lines(rootfs, "group");
        String[] line = findLine(lines(rootfs, "passwd"), name, 4);
        if (line.length == 0 && !isNumber(name)) {
            throw new IOException("the image has no user " + name);
        }
        long user = line.length == 0 ? Long.parseLong(name) : Long.parseLong(line[2]);
        long group = line.length == 0 || !isNumber(line[3]) ? 0 : Long.parseLong(line[3]);
        if (!groupName.isEmpty()) {
            group = groupNumber(groups, groupName);
        }
        var extra = new TreeSet<>(privileges.extraGroups());
        if (line.length > 0) {
            extra.addAll(memberships(groups, line[0]));
        }
        return new ContainerUser(user, privileges.group() >= 0 ? privileges.group() : group, List.copyOf(extra));
    }

    JsonObject json() {
        return JsonObject.of("uid", user, "gid", group, "additionalGids", extraGroups);
    }

    private static long groupNumber(List<String[]> groups, String name) throws IOException {
        String[] line = findLine(groups, name, 3);
        if (line.length == 0 && !isNumber(name)) {
            throw new IOException("the image has no group " + name);
        }
        return Long.parseLong(line.length == 0 ? name : line[2]);
    }

    private static List<Long> memberships(List<String[]> groups, String user) {
        var numbers = new ArrayList<Long>();
        for (String[] group : groups) {
            boolean isMember = group.length > 3
                    && isNumber(group[2])
                    && Arrays.asList(group[3].split(",", -1)).contains(user);
            if (isMember) {
                numbers.add(Long.parseLong(group[2]));
            }
        }
        return numbers;
    }

    /// The first line with this name or number; empty if there is none.
    private static String[] findLine(List<String[]> lines, String name, int fields) {
        for (String[] line : lines) {
            boolean isUsable = line.length >= fields && isNumber(line[2]);
            if (isUsable && (line[0].equals(name) || line[2].equals(name))) {
                return line;
            }
        }
        return new String[0];
    }

    /// The fields of a file of the image. It may be anything, even a link to a file of this machine: links
    /// are not followed, and not more than a megabyte is read.
    private static List<String[]> lines(Path rootfs, String name) throws IOException {
        Path folder = rootfs.resolve("etc");
        Path file = folder.resolve(name);
        boolean isReadable = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) <= BYTES_MAX;
        if (!isReadable) {
            return List.of();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.lines().map(line -> line.split(":", -1)).toList();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
