// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.site.SiteTools;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.member.Member;
import dev.skerry.remotestore.member.Membership;
import java.util.List;

/// `skerry etcd-member ls|remove`: the servers of this site.
final class EtcdMemberCommand {
    private EtcdMemberCommand() {}

    static List<Command> all() {
        return List.of(list(), remove());
    }

    private static Command list() {
        return new Command(
                "etcd-member ls",
                "Lists the servers whose etcds make up this site. Run it on one of them.",
                List.of(),
                List.of(Flags.DATA, Flags.OUTPUT),
                (settings, console) -> {
                    try (var client = client(settings)) {
                        print(settings, console, new Membership(client).members());
                    }
                    return 0;
                });
    }

    private static Command remove() {
        return new Command(
                "etcd-member remove",
                "Takes a server out of this site: one that is gone for good, or shall go. Run it on another one.",
                List.of("NAME"),
                List.of(Flags.DATA),
                (settings, _) -> {
                    try (var client = client(settings)) {
                        SiteTools.remove(client, settings.arguments().getFirst());
                    }
                    return 0;
                });
    }

    private static EtcdClient client(Settings settings) {
        return SiteTools.client(settings.path(Flags.DATA_DIR).resolve("server"), SystemClock.CLOCK);
    }

    private static void print(Settings settings, Console console, List<Member> members) {
        if (Flags.isJson(settings)) {
            console.print(
                    JsonArray.of(members.stream().map(EtcdMemberCommand::json).toArray())
                            .toString());
        } else {
            members.forEach(member ->
                    console.print(member.name() + "  " + String.join(",", member.peerUrls()) + "  " + state(member)));
        }
    }

    private static JsonObject json(Member member) {
        return JsonObject.of(
                "name", member.name(),
                "peerUrls", JsonArray.of(member.peerUrls().toArray()),
                "clientUrls", JsonArray.of(member.clientUrls().toArray()),
                "state", state(member));
    }

    private static String state(Member member) {
        return member.isLearner() ? "listens" : member.hasStarted() ? "votes" : "added";
    }
}
