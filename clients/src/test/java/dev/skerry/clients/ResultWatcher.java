// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/// Notes how each test of a [Client] ended. When the last one has, the page is written.
final class ResultWatcher implements TestWatcher {
    @Override
    public void testSuccessful(ExtensionContext context) {
        note(context, ClientsPage.Result.PASSES);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        note(context, ClientsPage.Result.FAILS);
    }

    /// Something that one of the two does not have yet.
    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        note(
                context,
                cause instanceof MissingInSkerry
                        ? ClientsPage.Result.MISSING_IN_SKERRY
                        : ClientsPage.Result.UNKNOWN_TO_CLIENT);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        note(context, ClientsPage.Result.NOT_RUN);
    }

    private static void note(ExtensionContext context, ClientsPage.Result result) {
        var page = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(ClientsPage.class, _ -> ClientsPage.resume(), ClientsPage.class);
        if (context.getRequiredTestInstance() instanceof Client tested) {
            page.note(tested.client(), sentence(context.getDisplayName()), result);
        }
    }

    /// Titles of scenarios are sentences already; names of methods become some.
    private static String sentence(String title) {
        String plain = title.replaceAll("^\"(.*)\"$", "$1");
        return plain.endsWith("()")
                ? plain.replaceAll("\\(.*\\)$", "").replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT)
                : plain;
    }
}
