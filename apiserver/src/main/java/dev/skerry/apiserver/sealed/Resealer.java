// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.seal.KeyRing;
import dev.skerry.security.seal.SealException;
import dev.skerry.security.seal.Sealer;
import dev.skerry.store.Entry;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Seals anew, in the background, what is plain or sealed with a key that is not the newest; when nothing of that
/// is left, old keys are dropped. What it has done it finds done after a restart, so there is nothing to remember.
/// Of several servers the one that leads does it ([#lead]); another one does it too when it is asked. Then a write
/// that comes too late is a conflict, and the next pass looks again.
public final class Resealer {
    private static final Log LOG = Log.of("apiserver.sealed");

    /// So many in one commit, and then a pause: about two hundred a second, beside which others can write.
    private static final int BATCH = 20;

    private static final int PAGE = 200;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(15);

    private final Store inner;
    private final SealedKeys sealed;
    private final RingInStore ring;
    private final Clock clock;
    private final RandomGenerator random;

    /// A pass is wanted: somebody asked, or this server began to lead.
    private final AtomicBoolean isWanted = new AtomicBoolean();

    private volatile boolean isLeading;

    private final AtomicLong resealed = new AtomicLong();

    /// @param inner the store as it is, with sealed values
    public Resealer(Store inner, SealedKeys sealed, RingInStore ring, Clock clock, RandomGenerator random) {
        this.inner = inner;
        this.sealed = sealed;
        this.ring = ring;
        this.clock = clock;
        this.random = random;
    }

    /// What a pass found.
    ///
    /// @param resealed values that were sealed anew
    /// @param left values that somebody else changed at that moment, or whose key is not known here
    record Pass(long resealed, long left) {}

    /// Asks for a pass.
    public void ask() {
        isWanted.set(true);
    }

    /// Makes a key that seals from now on, and asks for a pass.
    ///
    /// @return false if an earlier rotation is not finished
    public boolean rotate() {
        boolean isDone = ring.rotate();
        ask();
        return isDone;
    }

    public EncryptionStatus status() {
        KeyRing now = ring.reload();
        return new EncryptionStatus(now.keys(), isWanted.get() || now.hasOld(), resealed.get());
    }

    /// While this runs, old keys are waited for and dropped here. Begins with a pass, for a database from before
    /// encryption. Runs until it is interrupted; start it as a task beside [#run].
    public void lead() throws InterruptedException {
        beginTerm();
        try {
            new CountDownLatch(1).await();
        } finally {
            isLeading = false;
        }
    }

    void beginTerm() {
        isLeading = true;
        ask();
    }

    /// Runs until it is interrupted; start it as a task.
    public void run() throws InterruptedException {
        while (true) {
            try {
                turn();
                clock.sleep(GLANCE);
            } catch (StoreUnavailableException away) {
                LOG.debug("secrets are sealed anew later", "why", away.getMessage());
                clock.sleep(RETRY);
            }
        }
    }

    /// Does what there is to do, if anything.
    void turn() throws InterruptedException {
        KeyRing now = ring.ring();
        boolean isOurs = isWanted.get() || (isLeading && now.hasOld());
        if (!isOurs) {
            return;
        }
        boolean isOldEnough = !clock.now().isBefore(now.active().made().plus(RingInStore.DROP_AFTER));
        if (!isWanted.get() && !isOldEnough) {
            return;
        }
        Pass pass = pass(ring.reload());
        if (pass.resealed() > 0) {
            LOG.info("secrets sealed anew", "count", pass.resealed(), "left", pass.left());
        }
        if (pass.left() > 0) {
            clock.sleep(RETRY);
            return;
        }
        isWanted.set(false);
        if (isOldEnough && now.hasOld() && pass.resealed() == 0) {
            ring.dropOld(now);
        }
    }

    private Pass pass(KeyRing now) throws InterruptedException {
        long done = 0;
        long left = 0;
        for (String prefix : sealed.prefixes()) {
            String from = prefix;
            Page page;
            do {
                page = inner.range(prefix, from, PAGE);
                Pass part = reseal(page.entries(), now);
                done += part.resealed();
                left += part.left();
                from = page.entries().isEmpty()
                        ? from
                        : page.entries().getLast().key().text() + "\0";
            } while (page.hasMore());
        }
        return new Pass(done, left);
    }

    private Pass reseal(List<Entry> entries, KeyRing now) throws InterruptedException {
        long done = 0;
        long left = 0;
        var batch = new ArrayList<Write>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            try {
                if (needsSealing(entry, now)) {
                    batch.add(resealed(entry, now));
                }
            } catch (SealException broken) {
                LOG.warn(
                        "a secret cannot be opened; delete it, or restore a backup",
                        "key",
                        entry.key(),
                        "why",
                        broken.getMessage());
                // Damage stays damage; a key that is unknown may be one that another server has just made.
                left += broken.reason() == SealException.Reason.DAMAGED ? 0 : 1;
            }
            if (batch.size() == BATCH || (i == entries.size() - 1 && !batch.isEmpty())) {
                long written = written(batch);
                done += written;
                left += batch.size() - written;
                batch.clear();
                clock.sleep(PAUSE);
            }
        }
        resealed.addAndGet(done);
        return new Pass(done, left);
    }

    private long written(List<Write> batch) {
        return inner.writeAll(batch).stream()
                .filter(Update.Done.class::isInstance)
                .count();
    }

    private static boolean needsSealing(Entry entry, KeyRing now) {
        return !Sealer.isSealed(entry.value())
                || Sealer.keyId(entry.value()) != now.active().id();
    }

    private Write resealed(Entry entry, KeyRing now) {
        String place = entry.key().text();
        byte[] plain = Sealer.isSealed(entry.value()) ? Sealer.open(now, place, entry.value()) : entry.value();
        return new Write.UpdateAt(entry.key(), Sealer.seal(now, place, plain, random), entry.modified());
    }
}
