// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import org.junit.jupiter.api.extension.ExtendWith;

/// A test class that lets one client loose: its results are on the page of clients.
@ExtendWith(ResultWatcher.class)
public interface Client {
    /// The client's name and version, such as `Helm 3.22.0`.
    String client();
}
