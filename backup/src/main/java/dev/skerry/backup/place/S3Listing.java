// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// One page of the list of a bucket.
///
/// @param keys of the objects on this page
/// @param continuation with which to ask for the next page; empty if this is the last
record S3Listing(List<String> keys, String continuation) {
    S3Listing {
        keys = List.copyOf(keys);
    }

    static S3Listing parse(InputStream xml) throws IOException {
        var keys = new ArrayList<String>();
        String continuation = "";
        try {
            XMLStreamReader reader = S3Answers.reader(xml);
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "Key" -> keys.add(reader.getElementText());
                        case "NextContinuationToken" -> continuation = reader.getElementText();
                        default -> {
                            // There is much that nobody here needs.
                        }
                    }
                }
            }
        } catch (XMLStreamException malformed) {
            throw new IOException("the list of the bucket is no XML: " + malformed.getMessage(), malformed);
        }
        return new S3Listing(keys, continuation);
    }
}
