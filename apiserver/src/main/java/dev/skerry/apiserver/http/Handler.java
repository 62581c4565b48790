// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

/// Answers requests. May block: each request has a virtual thread of its own.
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws InterruptedException;
}
