// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What a bucket answers, which is XML.
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
            XMLStreamReader reader = factory().createXMLStreamReader(xml);
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

    /// What the server says went wrong; empty if it says nothing that one can read.
    static String failure(String xml) {
        String code = "";
        String message = "";
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "Code" -> code = reader.getElementText();
                        case "Message" -> message = reader.getElementText();
                        default -> {
                            // A request id and the like.
                        }
                    }
                }
            }
        } catch (XMLStreamException _) {
            // Then what was read until here has to do.
        }
        return code.isEmpty() ? message : code + (message.isEmpty() ? "" : " (" + message + ")");
    }

    /// No documents from elsewhere, no definitions: what comes in is data.
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
