// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import org.opentest4j.TestAbortedException;

/// Ends a test of something that Skerry is known not to do yet: it is on the page as such, and no failure.
public final class MissingInSkerry extends TestAbortedException {
    private static final long serialVersionUID = 1;

    public MissingInSkerry(String reason) {
        super(reason);
    }
}
