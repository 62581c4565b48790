// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdDictTrainer;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What the objects of one resource have in common, learned from some of them: with it an object costs only what it
/// has of its own. Zstandard with a trained dictionary (RFC 8878, section 5). Native memory; it lives as long as the
/// objects that were packed with it.
final class Dictionary {
    private static final int BYTES_MAX = 64 << 10;
    private static final int LEVEL = 3;

    private final ZstdDictCompress forPacking;
    private final ZstdDictDecompress forUnpacking;

    /// Contexts are large and serve one thread at a time; there are as many as threads that once unpacked together.
    private final ConcurrentLinkedQueue<ZstdDecompressCtx> unpackers = new ConcurrentLinkedQueue<>();

    private final ConcurrentLinkedQueue<ZstdCompressCtx> packers = new ConcurrentLinkedQueue<>();

    private Dictionary(byte[] learned) {
        forPacking = new ZstdDictCompress(learned, LEVEL);
        forUnpacking = new ZstdDictDecompress(learned);
    }

    /// Learns from samples; empty if they have too little in common to learn from.
    static Optional<Dictionary> learn(Collection<byte[]> samples) {
        int size = samples.stream().mapToInt(sample -> sample.length).sum();
        var trainer = new ZstdDictTrainer(size, Math.min(BYTES_MAX, size / 8), LEVEL);
        samples.forEach(trainer::addSample);
        try {
            return Optional.of(new Dictionary(trainer.trainSamples()));
        } catch (com.github.luben.zstd.ZstdException tooLittle) {
            return Optional.empty();
        }
    }

    byte[] pack(byte[] plain) {
        ZstdCompressCtx known = packers.poll();
        ZstdCompressCtx packer = known == null ? newPacker() : known;
        try {
            return packer.compress(plain);
        } finally {
            packers.add(packer);
        }
    }

    /// @param length of what was packed
    byte[] unpack(byte[] packed, int length) {
        ZstdDecompressCtx known = unpackers.poll();
        ZstdDecompressCtx unpacker = known == null ? newUnpacker() : known;
        try {
            return unpacker.decompress(packed, length);
        } finally {
            unpackers.add(unpacker);
        }
    }

    /// Whether the library is there for this machine.
    static boolean isAvailable() {
        try {
            return Zstd.defaultCompressionLevel() > 0;
        } catch (LinkageError _) {
            // No native library for this processor, or nowhere to unpack it to.
            return false;
        }
    }

    private ZstdCompressCtx newPacker() {
        return new ZstdCompressCtx()
                .setLevel(LEVEL)
                .setChecksum(false)
                .setContentSize(false)
                .setDictID(false)
                .loadDict(forPacking);
    }

    private ZstdDecompressCtx newUnpacker() {
        return new ZstdDecompressCtx().loadDict(forUnpacking);
    }
}
