// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

import java.util.List;

/// A transaction: if all that is compared holds, the first steps are done, otherwise the others.
public record Txn(List<Compare> compares, List<Operation> success, List<Operation> failure) {
    public Txn {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    public byte[] toBytes() {
        var writer = new ProtoWriter();
        compares.forEach(compare -> writer.message(1, compare.toBytes()));
        success.forEach(step -> writer.message(2, step.toBytes()));
        failure.forEach(step -> writer.message(3, step.toBytes()));
        return writer.toBytes();
    }
}
