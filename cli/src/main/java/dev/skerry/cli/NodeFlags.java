// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.NodeOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reads [NodeOptions] from what the user said, and says clearly what cannot be.
final class NodeFlags {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern TAINT = Pattern.compile("[^=:]+(=[^=:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)");

    private NodeFlags() {}

    static NodeOptions read(Settings settings) {
        String name = name(settings);
        for (String taint : settings.list(Flags.NODE_TAINT)) {
            if (!TAINT.matcher(taint).matches()) {
                throw new UsageException(
                        "--" + Flags.NODE_TAINT + " must be name=value:effect with the effect NoSchedule,"
                                + " PreferNoSchedule or NoExecute, not \"" + taint + "\".");
            }
        }
        return new NodeOptions(
                settings.path(Flags.DATA_DIR).resolve("agent"),
                name,
                settings.pairs(Flags.NODE_LABEL),
                settings.list(Flags.NODE_TAINT),
                RegistryFlags.read(settings));
    }

    /// What this machine is called in the cluster.
    static String name(Settings settings) {
        String name = settings.has(Flags.NODE_NAME) ? settings.text(Flags.NODE_NAME) : hostname();
        if (!NAME.matcher(name).matches()) {
            throw new UsageException(
                    "a node cannot be called \"" + name
                            + "\": give --node-name lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit.");
        }
        return name;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException unknown) {
            // A machine whose own name has no address: the message begins with the name.
            String message = String.valueOf(unknown.getMessage());
            int colon = message.indexOf(':');
            return (colon < 0 ? message : message.substring(0, colon)).toLowerCase(Locale.ROOT);
        }
    }
}
