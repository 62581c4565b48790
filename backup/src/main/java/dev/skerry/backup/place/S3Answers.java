// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads what a server that speaks S3 answers, which is XML.
final class S3Answers {
    private S3Answers() {}

    static XMLStreamReader reader(InputStream xml) throws XMLStreamException {
        return factory().createXMLStreamReader(xml);
    }

    /// By what an upload in parts is known that has begun.
    static String uploadId(String xml) throws IOException {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("UploadId")) {
                    return reader.getElementText();
                }
            }
        } catch (XMLStreamException malformed) {
            throw new IOException("what the server says of an upload is no XML: " + malformed.getMessage(), malformed);
        }
        throw new IOException("the server does not say by what it knows an upload in parts");
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
