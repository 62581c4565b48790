// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.chain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Texts that travel beside an answer in `Warning` headers; kubectl shows them. Belongs to one request,
/// whose webhooks may add to it from several threads.
public final class Warnings {
    /// Enough for people; a header must not grow with what a stranger sends.
    private static final int TEXTS_MAX = 20;

    private static final int LENGTH_MAX = 256;

    private final SequencedSet<String> texts = new LinkedHashSet<>();

    public synchronized void add(String text) {
        if (texts.size() < TEXTS_MAX) {
            texts.add(text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text);
        }
    }

    public synchronized boolean isEmpty() {
        return texts.isEmpty();
    }

    /// The values of the `Warning` headers, `299 - "text"`.
    public synchronized List<String> headers() {
        var headers = new ArrayList<String>();
        for (String text : texts) {
            String plain =
                    text.replaceAll("\\p{Cntrl}", " ").replace("\\", "\\\\").replace("\"", "\\\"");
            headers.add("299 - \"" + plain + "\"");
        }
        return headers;
    }
}
