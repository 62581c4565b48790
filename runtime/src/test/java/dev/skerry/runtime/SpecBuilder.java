// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.Limits;
import dev.skerry.runtime.ContainerRuntime.Mount;
import dev.skerry.runtime.ContainerRuntime.Privileges;
import dev.skerry.runtime.ContainerRuntime.Stdin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Container specifications for tests, which say only what matters to them.
final class SpecBuilder {
    private final String sandbox;
    private final String name;
    private final String image;
    private final Path log;
    private Privileges privileges;
    private List<String> command = List.of();
    private List<String> arguments = List.of();
    private List<Mount> mounts = List.of();
    private Limits limits = new Limits(0, 0, 0, 0);
    private Stdin stdin = Stdin.CLOSED;
    private String processesOf = "";

    SpecBuilder(String sandbox, String name, String image, Path log, Privileges privileges) {
        this.sandbox = sandbox;
        this.name = name;
        this.image = image;
        this.log = log;
        this.privileges = privileges;
    }

    SpecBuilder command(String... words) {
        command = List.of(words);
        return this;
    }

    SpecBuilder arguments(String... words) {
        arguments = List.of(words);
        return this;
    }

    SpecBuilder mounts(Mount... wanted) {
        mounts = List.of(wanted);
        return this;
    }

    SpecBuilder limits(Limits wanted) {
        limits = wanted;
        return this;
    }

    SpecBuilder privileges(Privileges wanted) {
        privileges = wanted;
        return this;
    }

    SpecBuilder stdin(Stdin wanted) {
        stdin = wanted;
        return this;
    }

    SpecBuilder processesOf(String container) {
        processesOf = container;
        return this;
    }

    ContainerSpec build() {
        return new ContainerSpec(
                sandbox + "-" + name,
                sandbox,
                name,
                0,
                image,
                command,
                arguments,
                "",
                List.of("PLACE=pod"),
                mounts,
                limits,
                privileges,
                false,
                stdin,
                processesOf,
                log.toString(),
                Map.of("container", name));
    }
}
