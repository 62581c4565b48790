// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.util.ArrayList;
import java.util.List;

/// Whose certificate it is, in the two attributes that Kubernetes reads: the common name is the user,
/// the organisations are the groups. Other attributes are passed over when reading.
public record DistinguishedName(String commonName, List<String> organizations) {
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ORGANIZATION = "2.5.4.10";

    public DistinguishedName {
        organizations = List.copyOf(organizations);
    }

    public static DistinguishedName of(String commonName, String... organizations) {
        return new DistinguishedName(commonName, List.of(organizations));
    }

    byte[] encode() {
        var parts = new ArrayList<byte[]>();
        organizations.forEach(organization -> parts.add(attribute(ORGANIZATION, organization)));
        parts.add(attribute(COMMON_NAME, commonName));
        return Der.sequence(parts.toArray(byte[][]::new));
    }

    static DistinguishedName decode(byte[] der) {
        var reader = DerReader.over(der);
        var name = read(reader);
        reader.end();
        return name;
    }

    /// Reads the name that comes next. Where a name has two common names, the last one counts.
    static DistinguishedName read(DerReader reader) {
        String commonName = "";
        var organizations = new ArrayList<String>();
        var parts = reader.enter(Der.SEQUENCE);
        while (parts.hasMore()) {
            var attributes = parts.enter(Der.SET);
            while (attributes.hasMore()) {
                var attribute = attributes.enter(Der.SEQUENCE);
                switch (attribute.oid()) {
                    case COMMON_NAME -> commonName = attribute.text();
                    case ORGANIZATION -> organizations.add(attribute.text());
                    default -> attribute.encoded();
                }
            }
        }
        return new DistinguishedName(commonName, organizations);
    }

    private static byte[] attribute(String oid, String value) {
        return Der.element(Der.SET, Der.sequence(Der.oid(oid), Der.utf8(value)));
    }
}
