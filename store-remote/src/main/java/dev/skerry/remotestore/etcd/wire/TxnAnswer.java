// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

import java.util.ArrayList;
import java.util.List;

/// What became of a transaction.
///
/// @param found what its [Operation.Find]s found, in their order
public record TxnAnswer(Header header, boolean isDone, List<RangeAnswer> found) {
    public TxnAnswer {
        found = List.copyOf(found);
    }

    public static TxnAnswer of(byte[] message) {
        var reader = new ProtoReader(message);
        Header header = Header.NONE;
        boolean isDone = false;
        var found = new ArrayList<RangeAnswer>();
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> header = Header.read(reader.message());
                case 2 -> isDone = reader.flag();
                case 3 -> readStep(reader.message(), found);
                default -> {
                    // There are no other fields in etcd 3.5.
                }
            }
        }
        return new TxnAnswer(header, isDone, found);
    }

    private static void readStep(ProtoReader step, List<RangeAnswer> found) {
        while (step.next()) {
            if (step.field() == 1) {
                found.add(RangeAnswer.read(step.message()));
            }
        }
    }
}
