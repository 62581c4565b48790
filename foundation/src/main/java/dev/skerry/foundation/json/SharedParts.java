// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
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
            case JsonObject object -> placed(object(object));
            case JsonArray array -> placed(array(array));
            case JsonString(String text) -> {
                hash = text.hashCode();
                yield placed(value);
            }
            case JsonNumber number -> {
                hash = number.toString().hashCode() + 1;
                yield placed(value);
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
        var values = new Json[size];
        int sum = size;
        int namesSum = size;
        for (int i = 0; i < size; i++) {
            values[i] = part(object.valueAt(i));
            namesSum = 31 * namesSum + object.nameAt(i).hashCode();
            sum = 31 * sum + hash;
        }
        hash = 31 * sum + namesSum;
        return size == 0 ? JsonObject.EMPTY : JsonObject.of(shared(object.namesInOrder(), namesSum), values);
    }

    @GuardedBy("lock")
    private Json array(JsonArray array) {
        List<Json> values = new ArrayList<>(array.size());
        int sum = ~array.size();
        for (Json element : array.values()) {
            values.add(part(element));
            sum = 31 * sum + hash;
        }
        hash = sum;
        return values.isEmpty() ? JsonArray.EMPTY : new JsonArray(values);
    }

    /// The part that stands in the table for all like this one.
    @GuardedBy("lock")
    private Json placed(Json part) {
        int place = place(hash, parts.length);
        Json found = parts[place];
        if (found != null && isSame(found, part)) {
            return found;
        }
        parts[place] = part;
        if (found != null && ++displaced > parts.length && parts.length < PLACES_MAX) {
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

    /// Whether both are written with the same characters. What lies in them has been shared before, so that it
    /// is enough to look whether it is the very same.
    @SuppressWarnings("ReferenceEquality") // the very same is the question
    private static boolean isSame(Json left, Json right) {
        return switch (left) {
            case JsonString string -> string.equals(right);
            case JsonNumber number ->
                right instanceof JsonNumber && number.toString().equals(right.toString());
            case JsonArray(List<Json> values) ->
                right instanceof JsonArray(List<Json> others) && areTheVerySame(values, others);
            case JsonObject object -> right instanceof JsonObject other && object.hasTheVeryFieldsOf(other);
            case JsonBoolean _, JsonNull _ -> left == right;
        };
    }

    @SuppressWarnings("ReferenceEquality") // as above
    private static boolean areTheVerySame(List<Json> left, List<Json> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) != right.get(i)) {
                return false;
            }
        }
        return true;
    }
}
