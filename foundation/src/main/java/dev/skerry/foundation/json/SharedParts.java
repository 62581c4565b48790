// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Makes equal parts of many trees one part. The pods of a Deployment differ in a name, an address and some
/// times; everything else stands in memory once when they have passed through here.
///
/// Parts are looked for in a table in which a part takes the place of an older one with the same hash, so it
/// never holds on to more than it has places: what is not found there is merely not shared. The table grows with
/// use, from nearly nothing. Safe for use by many threads.
public final class SharedParts {
    private static final int PLACES_FIRST = 256;
    private static final int PLACES_MAX = 1 << 14;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Json[] parts = new Json[PLACES_FIRST];

    @GuardedBy("lock")
    private String[] @Nullable [] names = new String[PLACES_FIRST][];

    /// How many parts have lost their place since the table last grew.
    @GuardedBy("lock")
    private int displaced;

    /// The hash of the part that was shared last.
    @GuardedBy("lock")
    private int hash;

    /// The same tree, written the same way, of parts that others have too.
    public JsonObject share(JsonObject tree) {
        lock.lock();
        try {
            return part(tree).object();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Json part(Json value) {
        return switch (value) {
            case JsonObject object -> object(object);
            case JsonArray array -> array(array);
            case JsonString(String text) -> {
                hash = text.hashCode();
                Json known = standing();
                yield known != null && value.equals(known) ? known : placed(value);
            }
            case JsonNumber number -> {
                hash = number.toString().hashCode() + 1;
                yield standing() instanceof JsonNumber known && known.toString().equals(number.toString())
                        ? known
                        : placed(value);
            }
            case JsonBoolean(boolean flag) -> {
                hash = Boolean.hashCode(flag);
                yield JsonBoolean.of(flag);
            }
            case JsonNull _ -> {
                hash = 0;
                yield value;
            }
        };
    }

    @GuardedBy("lock")
    private Json object(JsonObject object) {
        int size = object.size();
        if (size == 0) {
            hash = 1;
            return JsonObject.EMPTY;
        }
        var values = new Json[size];
        int sum = size;
        int namesSum = size;
        for (int i = 0; i < size; i++) {
            values[i] = part(object.valueAt(i));
            namesSum = 31 * namesSum + object.nameAt(i).hashCode();
            sum = 31 * sum + hash;
        }
        hash = 31 * sum + namesSum;
        return standing() instanceof JsonObject known && known.isOf(object, values)
                ? known
                : placed(JsonObject.of(shared(object.namesInOrder(), namesSum), values));
    }

    @GuardedBy("lock")
    private Json array(JsonArray array) {
        int size = array.size();
        if (size == 0) {
            hash = 2;
            return JsonArray.EMPTY;
        }
        var values = new Json[size];
        int sum = ~size;
        for (int i = 0; i < size; i++) {
            values[i] = part(array.values().get(i));
            sum = 31 * sum + hash;
        }
        hash = sum;
        return standing() instanceof JsonArray known && areTheVerySame(known.values(), values)
                ? known
                : placed(new JsonArray(Arrays.asList(values)));
    }

    /// What stands in the table at the hash of now; null for nothing.
    @GuardedBy("lock")
    private @Nullable Json standing() {
        return parts[place(hash, parts.length)];
    }

    /// Puts a part into the table, for all that will be like it.
    @GuardedBy("lock")
    private Json placed(Json part) {
        int place = place(hash, parts.length);
        boolean isDisplacing = parts[place] != null;
        parts[place] = part;
        if (isDisplacing && ++displaced > parts.length && parts.length < PLACES_MAX) {
            // What is in the old tables is found again soon enough.
            parts = new Json[2 * parts.length];
            names = new String[parts.length][];
            displaced = 0;
        }
        return part;
    }

    @GuardedBy("lock")
    private String[] shared(String[] own, int sum) {
        int place = place(sum, names.length);
        String[] found = names[place];
        if (found != null && Arrays.equals(found, own)) {
            return found;
        }
        names[place] = own;
        return own;
    }

    private static int place(int hash, int places) {
        return (hash * 0x9E3779B9 >>> 8) & (places - 1);
    }

    /// What lies in both has been shared before, so that it is enough to look whether it is the very same.
    @SuppressWarnings("ReferenceEquality") // the very same is the question
    private static boolean areTheVerySame(List<Json> left, Json[] right) {
        if (left.size() != right.length) {
            return false;
        }
        for (int i = 0; i < right.length; i++) {
            if (left.get(i) != right[i]) {
                return false;
            }
        }
        return true;
    }
}
