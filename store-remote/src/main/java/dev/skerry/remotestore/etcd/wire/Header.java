// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

/// What stands above every answer of etcd.
///
/// @param revision the etcd revision at which the answer was given
public record Header(long clusterId, long memberId, long revision) {
    static final Header NONE = new Header(0, 0, 0);

    static Header read(ProtoReader reader) {
        long clusterId = 0;
        long memberId = 0;
        long revision = 0;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> clusterId = reader.number();
                case 2 -> memberId = reader.number();
                case 3 -> revision = reader.number();
                default -> {
                    // The term of the leader is not used here.
                }
            }
        }
        return new Header(clusterId, memberId, revision);
    }
}
