// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/// The registry was reached and cannot answer now: too many requests, or a fault of its own.
final class RegistryBusy extends IOException {
    private static final long serialVersionUID = 1;

    RegistryBusy(String message) {
        super(message);
    }

    /// Whether a failure says nothing of the image: nobody answered, or only that they cannot.
    static boolean isLike(IOException failed) {
        return failed instanceof RegistryBusy
                || failed instanceof SocketException
                || failed instanceof SocketTimeoutException
                || failed instanceof UnknownHostException;
    }
}
