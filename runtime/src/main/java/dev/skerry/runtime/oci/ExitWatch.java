// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notices exit files the moment conmon puts them there. The kernel tells; nothing is polled, so that an
/// idle node stays asleep.
final class ExitWatch implements AutoCloseable {
    private final WatchService watch;

    ExitWatch(Path exits) throws IOException {
        this.watch = exits.getFileSystem().newWatchService();
        exits.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    }

    /// Names of files that have come, waiting for at least one if there is none. More than were created may
    /// be named, and conmon's intermediate ones; after a flood of events possibly fewer.
    List<String> await(Duration timeout) throws InterruptedException {
        var names = new ArrayList<String>();
        @Nullable WatchKey key = watch.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        while (key != null) {
            for (var event : key.pollEvents()) {
                if (event.context() instanceof Path file) {
                    names.add(file.toString());
                }
            }
            key.reset();
            key = watch.poll();
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
