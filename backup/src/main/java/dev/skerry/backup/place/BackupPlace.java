// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A place for backups, each under a name without slashes. What is put there is there whole or not at all.
public interface BackupPlace {
    /// How messages call it.
    String name();

    /// Puts a file there under a name; one of that name is replaced.
    ///
    /// @throws IOException that says what to do, if it cannot
    void put(String name, Path file) throws IOException, InterruptedException;

    /// Brings a backup here.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none of that name
    void fetch(String name, Path file) throws IOException, InterruptedException;

    /// Names of what is there, in order.
    List<String> names() throws IOException, InterruptedException;

    /// Removes a backup; one that is not there is no error.
    void remove(String name) throws IOException, InterruptedException;
}
