// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.site.SiteOptions;
import dev.skerry.cli.site.SiteTools;
import dev.skerry.cli.wiring.AdvertisedAddress;
import dev.skerry.cli.wiring.ServerOptions;
import dev.skerry.foundation.time.SystemClock;
import java.net.InetAddress;
import java.nio.file.Path;

/// `skerry server --cluster-reset`: one server goes on alone, and the others join it anew.
final class SiteReset {
    private SiteReset() {}

    static int run(Settings settings, ServerOptions options, Console console) throws Exception {
        if (!(options.site() instanceof SiteOptions.First(SiteOptions.Etcd etcd))) {
            throw new UsageException("--" + SiteFlags.CLUSTER_RESET + " is for a server with an etcd of its own.");
        }
        InetAddress address = InetAddress.ofLiteral(AdvertisedAddress.of(options));
        if (settings.has(SiteFlags.RESTORE_PATH)) {
            Path old = SiteTools.restore(
                    etcd, options.data(), address, settings.path(SiteFlags.RESTORE_PATH), SystemClock.CLOCK);
            console.say("restored; what was there before is in " + old);
        } else {
            SiteTools.forget(etcd, options.data(), address, SystemClock.CLOCK);
            console.say("this server's etcd has no other members any more");
        }
        console.say("Now start this server with --cluster-init and without --" + SiteFlags.CLUSTER_RESET + ".");
        console.say("On each other server delete server/db/etcd in the data folder before it joins again.");
        return 0;
    }
}
