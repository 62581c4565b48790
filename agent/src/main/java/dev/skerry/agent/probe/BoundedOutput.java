// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import java.io.ByteArrayOutputStream;

/// Keeps the first bytes written and drops the rest.
final class BoundedOutput extends ByteArrayOutputStream {
    private final int most;

    BoundedOutput(int most) {
        this.most = most;
    }

    @Override
    public synchronized void write(int value) {
        if (count < most) {
            super.write(value);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, Math.min(length, most - count));
    }
}
