// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A name that a server's certificate is good for (a subject alternative name).
public sealed interface SubjectName {
    /// A DNS name, possibly with a `*` label in front.
    record Dns(String name) implements SubjectName {
        public Dns {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// An IPv4 or IPv6 address.
    record Ip(InetAddress address) implements SubjectName {
        @Override
        public String toString() {
            return address.getHostAddress();
        }
    }

    /// An address if it reads as one, else a DNS name. Never asks the network.
    ///
    /// @throws PkiException if it can be neither
    static SubjectName parse(String text) {
        boolean looksLikeAddress = text.indexOf(':') >= 0 || text.matches("[0-9.]+");
        if (looksLikeAddress) {
            try {
                return new Ip(InetAddress.ofLiteral(text));
            } catch (IllegalArgumentException e) {
                throw new PkiException("\"" + text + "\" is not an IP address", e);
            }
        }
        if (!text.matches("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?")) {
            throw new PkiException("\"" + text + "\" is neither an IP address nor a DNS name");
        }
        return new Dns(text);
    }

    /// The element of a GeneralNames sequence.
    default byte[] encode() {
        return switch (this) {
            case Dns(String name) -> Der.element(Der.context(2), name.getBytes(StandardCharsets.US_ASCII));
            case Ip(InetAddress address) -> Der.element(Der.context(7), address.getAddress());
        };
    }

    /// Reads a GeneralNames sequence; kinds of names other than these two are passed over.
    static List<SubjectName> decodeAll(byte[] der) {
        var names = new ArrayList<SubjectName>();
        var outer = DerReader.over(der);
        var reader = outer.enter(Der.SEQUENCE);
        outer.end();
        while (reader.hasMore()) {
            decodeNext(reader).ifPresent(names::add);
        }
        return List.copyOf(names);
    }

    private static Optional<SubjectName> decodeNext(DerReader reader) {
        int tag = reader.nextTag();
        if (tag == Der.context(2)) {
            return Optional.of(new Dns(new String(reader.content(tag), StandardCharsets.US_ASCII)));
        }
        if (tag == Der.context(7)) {
            try {
                return Optional.of(new Ip(InetAddress.getByAddress(reader.content(tag))));
            } catch (UnknownHostException e) {
                throw new PkiException("an IP address has neither 4 nor 16 bytes", e);
            }
        }
        reader.encoded();
        return Optional.empty();
    }
}
