// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Method;
import dev.skerry.remotestore.etcd.rpc.RpcFailure;
import dev.skerry.remotestore.etcd.rpc.Stream;
import dev.skerry.remotestore.etcd.wire.ProtoReader;
import dev.skerry.store.StoreUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// The snapshots in one folder, readable by their owner only: whoever has one has the whole cluster. A file
/// gets its name when it is whole and on disk, so a name never stands for half a snapshot.
public final class Snapshots {
    private static final Log LOG = Log.of("store.etcd.snapshot");
    private static final String PART = ".part";

    /// Between two pieces; etcd reads them from its disk.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    private final Path folder;
    private final Clock clock;

    public Snapshots(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// Takes one now, from whichever member the client asks.
    ///
    /// @param name what it is called, followed by the second
    /// @throws StoreUnavailableException if etcd does not answer
    public Snapshot save(EtcdClient client, String name) throws IOException, InterruptedException {
        makeFolder();
        Instant now = clock.now();
        Path file = folder.resolve(name + "-" + now.getEpochSecond());
        Path part = folder.resolve(file.getFileName() + PART);
        var checksum = new SnapshotChecksum();
        try {
            receive(client, part, checksum);
            checksum.requireMatch(file);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return new Snapshot(file, Files.size(file), now);
    }

    /// Newest first.
    public List<Snapshot> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new ArrayList<Snapshot>();
        try (var files = Files.newDirectoryStream(folder, Snapshots::isWhole)) {
            for (Path file : files) {
                Instant at = Files.getLastModifiedTime(file).toInstant();
                found.add(new Snapshot(file, Files.size(file), at));
            }
        }
        found.sort(Comparator.comparing(Snapshot::takenAt)
                .thenComparing(Snapshot::name)
                .reversed());
        return List.copyOf(found);
    }

    /// Keeps the newest of this name, deletes the rest of it; returns what went.
    public List<Snapshot> prune(String name, int keep) throws IOException {
        Predicate<Snapshot> isOfThatName = snapshot -> snapshot.name().matches("\\Q" + name + "\\E-\\d+");
        List<Snapshot> old = list().stream().filter(isOfThatName).skip(keep).toList();
        for (Snapshot snapshot : old) {
            Files.delete(snapshot.file());
        }
        return old;
    }

    /// @throws TerminalException if there is none of that name
    public void delete(String name) throws IOException {
        Snapshot found = list().stream()
                .filter(snapshot -> snapshot.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new TerminalException("SnapshotMissing", "there is no snapshot " + name + " in " + folder));
        Files.delete(found.file());
    }

    /// Takes one every so often and keeps the newest, until interrupted. One that fails is tried again when the
    /// next is due.
    public void run(EtcdClient client, String name, Duration every, int keep) throws InterruptedException {
        while (true) {
            clock.sleep(every);
            try {
                Snapshot taken = save(client, name);
                LOG.info("snapshot taken", "file", taken.file(), "bytes", taken.bytes());
                prune(name, keep);
            } catch (IOException | StoreUnavailableException | TerminalException failed) {
                LOG.warn("no snapshot could be taken", "folder", folder, "because", failed.getMessage());
            }
        }
    }

    private static void receive(EtcdClient client, Path part, SnapshotChecksum checksum)
            throws IOException, InterruptedException {
        try (Stream stream = client.open(Method.SNAPSHOT);
                FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
            stream.send(new byte[0]);
            stream.endSending();
            while (true) {
                switch (stream.next(SILENCE_MAX)) {
                    case Stream.Next.Message(byte[] content) -> {
                        byte[] piece = blob(content);
                        checksum.add(piece);
                        out.write(piece);
                    }
                    case Stream.Next.Ended() -> {
                        channel.force(true);
                        return;
                    }
                    case Stream.Next.Quiet() -> throw RpcFailure.silent(stream.address());
                    case Stream.Next.Broken(RpcFailure failure) -> throw failure;
                }
            }
        } catch (RpcFailure failed) {
            throw StoreUnavailableException.notWritten("etcd gives no snapshot: " + failed.getMessage(), failed);
        }
    }

    private static byte[] blob(byte[] message) {
        var reader = new ProtoReader(message);
        byte[] piece = {};
        while (reader.next()) {
            if (reader.field() == 3) {
                piece = reader.bytes();
            }
        }
        return piece;
    }

    private static boolean isWhole(Path file) {
        return Files.isRegularFile(file) && !file.toString().endsWith(PART);
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
