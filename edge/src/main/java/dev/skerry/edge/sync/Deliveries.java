// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.sync;

import dev.skerry.api.meta.ObjectKey;
import dev.skerry.edge.interest.ClusterView;
import dev.skerry.edge.interest.KnownObject;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Digests;
import dev.skerry.tunnel.frame.Frame;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.frame.FrameException;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The difference between what a node must know and what it will hold once everything on its way has
/// arrived.
///
/// Nothing is queued: a key is marked when it may differ, and its state is looked up when there is room to
/// send it. So a node gets only the latest state of each object, however long it was away, and an object that
/// changes faster than the link can carry costs one entry.
///
/// What a node holds is believed from its own word ([#believe]) and from what was sent on this connection.
final class Deliveries {
    /// From here on it is tried whether the object fits into a frame at all.
    private static final int LARGE = 700 << 10;

    private final String node;
    private final ClusterView view;
    private final LinkProfile profile;
    private final Map<String, Held> sent = new HashMap<>();

    /// What may differ and exists, in the order of delivery; then what may have to go, in the opposite order.
    private final TreeMap<Integer, TreeSet<String>> marked = new TreeMap<>();

    /// Objects that cannot be sent, and the state that cannot.
    private final Map<String, Held> undeliverable = new HashMap<>();

    Deliveries(String node, ClusterView view, LinkProfile profile) {
        this.node = node;
        this.view = view;
        this.profile = profile;
    }

    /// Compares the node's digests with what it must know; the buckets that differ, one bit each. Objects of
    /// equal buckets are believed to be held.
    int compare(List<Long> digests) {
        List<KnownObject> wanted = view.all(node);
        long[] own =
                Digests.of(wanted.stream().map(KnownObject::state).toList()).sums();
        int differing = 0;
        for (int bucket = 0; bucket < Digests.BUCKETS; bucket++) {
            boolean isSame = bucket < digests.size() && digests.get(bucket) == own[bucket];
            differing |= isSame ? 0 : 1 << bucket;
        }
        for (KnownObject object : wanted) {
            boolean isHeld = (differing & 1 << Digests.bucket(object.state().key())) == 0;
            if (isHeld) {
                sent.put(object.state().key(), object.state());
            } else {
                mark(object.state().key());
            }
        }
        return differing;
    }

    /// The node's own word about what it holds in the buckets that differ.
    void believe(Collection<Held> held) {
        for (Held one : held) {
            sent.put(one.key(), one);
            mark(one.key());
        }
    }

    void mark(String key) {
        int rank = rank(key);
        int place = view.find(node, key).isPresent() ? rank : 2 * NodeResources.IN_ORDER.size() - rank;
        marked.computeIfAbsent(place, _ -> new TreeSet<>()).add(key);
    }

    /// Whether nothing is left to send, as far as the view knows.
    boolean isQuiet() {
        return marked.isEmpty();
    }

    /// The next changes, as many as go into one delivery; none if there is nothing to send now. What must
    /// wait until the view is newer stays marked, and is asked for again when the view has moved.
    List<Delta> next() {
        var deltas = new ArrayList<Delta>();
        var waiting = new ArrayList<String>();
        int bytes = 0;
        while (!marked.isEmpty() && deltas.size() < profile.batchObjects() && bytes < profile.batchBytes()) {
            String key = take();
            switch (decide(key)) {
                case Decision.Nothing _ -> {
                    // The node holds it as it is, or it cannot be sent.
                }
                case Decision.Later _ -> waiting.add(key);
                case Decision.Send(Delta delta) -> {
                    if (bytes > 0 && bytes + size(delta) > profile.batchBytes()) {
                        mark(key);
                        waiting.forEach(this::mark);
                        return deltas;
                    }
                    deltas.add(delta);
                    bytes += size(delta);
                    remember(delta);
                }
            }
        }
        waiting.forEach(this::mark);
        return deltas;
    }

    /// The revision that a node is at once it has everything.
    long cursor() {
        return NodeResources.IN_ORDER.stream().mapToLong(view::revision).max().orElse(0);
    }

    /// What cannot be sent to this node, with the reason for people.
    List<String> undeliverable() {
        return undeliverable.values().stream()
                .map(held -> held.key() + " is too large for a frame")
                .toList();
    }

    /// What to do about a key.
    private sealed interface Decision {
        record Nothing() implements Decision {}

        /// The view is older than what the node holds; it will catch up.
        record Later() implements Decision {}

        record Send(Delta delta) implements Decision {}
    }

    private Decision decide(String key) {
        Held held = sent.get(key);
        Optional<KnownObject> wanted = view.find(node, key);
        if (wanted.isEmpty()) {
            if (held == null) {
                return new Decision.Nothing();
            }
            // Something the view has not seen yet is missing from it too: that is no reason to delete it.
            boolean isKnownToBeGone = view.revision(ObjectKey.parse(key).resource()) >= held.version();
            return isKnownToBeGone
                    ? new Decision.Send(new Delta.Gone(key, held.uid(), held.version()))
                    : new Decision.Later();
        }
        Held state = wanted.get().state();
        if (held != null && held.uid().equals(state.uid())) {
            if (held.content() == state.content()) {
                return new Decision.Nothing();
            }
            if (held.version() > state.version()) {
                return new Decision.Later();
            }
        }
        var put = new Delta.Put(state, wanted.get().value());
        return fits(put) ? new Decision.Send(put) : new Decision.Nothing();
    }

    private boolean fits(Delta.Put put) {
        if (put.value().length < LARGE) {
            undeliverable.remove(put.key());
            return true;
        }
        try {
            byte[] _ = FrameCodec.encode(new Frame.Deliver(1, 1, List.of(put)));
            undeliverable.remove(put.key());
            return true;
        } catch (FrameException _) {
            // One object that is too large holds up nothing else; it is told to whoever asks.
            undeliverable.put(put.key(), put.state());
            return false;
        }
    }

    private void remember(Delta delta) {
        switch (delta) {
            case Delta.Put(Held state, byte[] _) -> sent.put(state.key(), state);
            case Delta.Gone(String key, String _, long _) -> sent.remove(key);
        }
    }

    private String take() {
        var first = marked.firstEntry();
        String key = first.getValue().removeFirst();
        if (first.getValue().isEmpty()) {
            marked.remove(first.getKey());
        }
        return key;
    }

    private static int size(Delta delta) {
        return switch (delta) {
            case Delta.Put(Held _, byte[] value) -> value.length + 100;
            case Delta.Gone _ -> 100;
        };
    }

    private static int rank(String key) {
        return Math.max(0, NodeResources.IN_ORDER.indexOf(ObjectKey.parse(key).resource()));
    }
}
