// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.proxy;

import java.io.InputStream;
import java.io.OutputStream;

/// A connection to a program behind this server. One thread reads, one writes.
public interface ProxyConnection extends AutoCloseable {
    InputStream input();

    OutputStream output();

    @Override
    void close();
}
