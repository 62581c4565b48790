// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// A number for everything that was ever written at the server, by whom, what and in which order: two runs with the
/// same number were the same.
final class Trace implements Truth.Rule {
    private final CRC32C sum = new CRC32C();

    @Override
    public void check(Truth.Written write) {
        String text = write.actor() + " " + write.resource() + " " + write.name() + " "
                + write.now().map(KubeObject::tree);
        sum.update(text.getBytes(StandardCharsets.UTF_8));
    }

    String digest() {
        return Long.toHexString(sum.getValue());
    }
}
