// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.IOException;

/// The registry was reached and cannot answer now: too many requests, or a fault of its own.
final class RegistryBusy extends IOException {
    private static final long serialVersionUID = 1;

    RegistryBusy(String message) {
        super(message);
    }
}
