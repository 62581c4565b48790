// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.security.seal.KeyRing;
import dev.skerry.security.seal.SealException;
import dev.skerry.security.seal.Sealer;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.ForwardingStore;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A store in which the values of some keys are sealed: sealed when they are written, opened when they are read
/// or watched. Whoever uses it sees plain values; whoever has the database, or a backup of it, does not.
///
/// A plain value that is there from before is read as it is; the [Resealer] sees to it. A value that does not
/// open is answered as damage, never as something else.
public final class SealedStore extends ForwardingStore {
    private final SealedKeys sealed;
    private final RingInStore ring;
    private final RandomGenerator random;

    public SealedStore(Store inner, SealedKeys sealed, RingInStore ring, RandomGenerator random) {
        super(inner);
        this.sealed = sealed;
        this.ring = ring;
        this.random = random;
    }

    @Override
    public Optional<Entry> find(Key key) {
        return super.find(key).map(this::opened);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        Page page = super.range(prefix, from, limit);
        return page.entries().stream().noneMatch(entry -> sealed.contains(entry.key()))
                ? page
                : new Page(page.entries().stream().map(this::opened).toList(), page.revision(), page.hasMore());
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        return super.writeAll(writes.stream().map(this::forStore).toList()).stream()
                .map(this::opened)
                .toList();
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        List<Write> sealedWrites = writes.stream().map(this::forStore).toList();
        return switch (super.writeTogether(sealedWrites)) {
            case Together.Done done -> done;
            case Together.Refused(Write write, Update why) ->
                new Together.Refused(writes.get(sealedWrites.indexOf(write)), opened(why));
        };
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        return new SealedWatch(super.watch(prefix, after), this::opened);
    }

    private Write forStore(Write write) {
        return switch (write) {
            case Write.Create(Key key, byte[] value) -> new Write.Create(key, forStore(key, value));
            case Write.UpdateAt(Key key, byte[] value, Revision expected) ->
                new Write.UpdateAt(key, forStore(key, value), expected);
            case Write.Put(Key key, byte[] value) -> new Write.Put(key, forStore(key, value));
            case Write.DeleteAt _, Write.Remove _ -> write;
        };
    }

    private byte[] forStore(Key key, byte[] value) {
        return sealed.contains(key) ? Sealer.seal(ring.ringForSealing(), key.text(), value, random) : value;
    }

    private Update opened(Update update) {
        return update instanceof Update.Conflict(Entry current) ? new Update.Conflict(opened(current)) : update;
    }

    @SuppressWarnings("ReferenceEquality") // what was not sealed comes back as it is
    private Entry opened(Entry entry) {
        byte[] plain = opened(entry.key(), entry.value());
        return plain == entry.value() ? entry : new Entry(entry.key(), plain, entry.created(), entry.modified());
    }

    private Change opened(Change change) {
        return change.isDeletion() || !sealed.contains(change.key())
                ? change
                : new Change(change.key(), change.revision(), change.value().map(value -> opened(change.key(), value)));
    }

    private byte[] opened(Key key, byte[] value) {
        if (!sealed.contains(key) || !Sealer.isSealed(value)) {
            return value;
        }
        try {
            return Sealer.open(ringFor(value), key.text(), value);
        } catch (SealException broken) {
            throw new StoreCorruptException("what the store holds at " + key + " cannot be opened ("
                    + broken.getMessage() + "): delete that object, or restore a backup");
        }
    }

    /// Another server may have made a key since the ring was read here.
    private KeyRing ringFor(byte[] value) {
        KeyRing known = ring.ring();
        return known.find(Sealer.keyId(value)).isPresent() ? known : ring.reload();
    }
}
