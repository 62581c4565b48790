// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.Operation.Answer;
import dev.skerry.store.history.Operation.Call;
import dev.skerry.store.history.Operation.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What one client does to a few keys that it shares with others: everything that a store offers, mostly with an
/// expectation that fits and sometimes with one that does not, so that clients get into each other's way.
public final class Load {
    private final RecordingClient client;
    private final RandomGenerator random;
    private final String prefix;
    private final int keys;

    /// What this client believes the keys to be at: 0 if not there.
    private final Map<String, Long> known = new HashMap<>();

    /// @param prefix of the keys; ends with a slash
    public Load(RecordingClient client, RandomGenerator random, String prefix, int keys) {
        this.client = client;
        this.random = random;
        this.prefix = prefix;
        this.keys = keys;
    }

    /// One operation, or one commit of two.
    public Answer step() {
        String key = prefix + random.nextInt(keys);
        return switch (random.nextInt(20)) {
            case 0, 1 -> client.range(prefix, prefix + random.nextInt(keys), 1 + random.nextInt(keys));
            case 2, 3, 4 -> learn(key, client.find(key));
            case 5 -> client.stand();
            case 6 -> learn(key, client.write(new Call.Put(key, client.freshTag())));
            case 7 -> learn(key, client.write(new Call.Remove(key)));
            case 8, 9 -> pair();
            case 10, 11 -> learn(key, client.write(new Call.Delete(key, known.getOrDefault(key, 1L))));
            default -> change(key);
        };
    }

    private Answer change(String key) {
        long at = known.getOrDefault(key, 0L);
        Answer answer = at == 0
                ? client.write(new Call.Create(key, client.freshTag()))
                : client.write(new Call.Update(key, client.freshTag(), at));
        return learn(key, answer);
    }

    private Answer pair() {
        int first = random.nextInt(keys);
        String left = prefix + first;
        String right = prefix + (first + 1) % keys;
        List<Answer> answers =
                client.writeAll(List.of(new Call.Put(left, client.freshTag()), new Call.Put(right, client.freshTag())));
        learn(left, answers.getFirst());
        return learn(right, answers.getLast());
    }

    private Answer learn(String key, Answer answer) {
        switch (answer) {
            case Answer.Done(long revision) -> known.put(key, revision);
            case Answer.Found(Seen seen) -> known.put(key, seen.modified());
            case Answer.Conflict(Seen seen) -> known.put(key, seen.modified());
            case Answer.Missing _ -> known.put(key, 0L);
            case Answer.Listed _, Answer.At _, Answer.Unknown _, Answer.NotDone _ -> {
                // Nothing that is sure of this key.
            }
        }
        return answer;
    }
}
