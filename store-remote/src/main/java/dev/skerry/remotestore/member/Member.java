// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.remotestore.etcd.wire.ProtoReader;
import java.util.ArrayList;
import java.util.List;

/// A member as the cluster knows it.
///
/// @param name empty if it was added and has not started yet
/// @param peerUrls where the other members reach it
/// @param clientUrls where clients reach it
/// @param isLearner whether it listens only, and has no vote yet
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean isLearner) {
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /// Whether it has ever started.
    public boolean hasStarted() {
        return !name.isEmpty();
    }

    static Member read(ProtoReader reader) {
        long id = 0;
        String name = "";
        var peerUrls = new ArrayList<String>();
        var clientUrls = new ArrayList<String>();
        boolean isLearner = false;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> id = reader.number();
                case 2 -> name = reader.text();
                case 3 -> peerUrls.add(reader.text());
                case 4 -> clientUrls.add(reader.text());
                case 5 -> isLearner = reader.flag();
                default -> {
                    // There are no other fields in etcd 3.5.
                }
            }
        }
        return new Member(id, name, peerUrls, clientUrls, isLearner);
    }
}
