// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.apiserver.ApiServer;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.EtcdConfig;
import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.member.EtcdMember;
import dev.skerry.remotestore.member.Member;
import dev.skerry.remotestore.member.MemberConfig;
import dev.skerry.remotestore.member.Membership;
import dev.skerry.remotestore.member.Snapshots;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.store.StoreUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// This server's part of a site with an etcd of its own: its member, the store over it, and the door for more
/// servers.
public final class Site implements AutoCloseable {
    private static final Log LOG = Log.of("server.site");

    /// Under the server's folder.
    private static final Path DATA = Path.of("db", "etcd");

    private static final Duration MEMBERS_EVERY = Duration.ofMinutes(1);

    private final Path server;
    private final SiteOptions.Etcd etcd;
    private final MemberCertificates certificates;
    private final EtcdMember member;
    private final EtcdClient client;
    private final List<Address> others;
    private final Clock clock;

    private Site(
            Path server,
            SiteOptions.Etcd etcd,
            MemberCertificates certificates,
            EtcdMember member,
            List<Address> others,
            Clock clock) {
        this.server = server;
        this.etcd = etcd;
        this.certificates = certificates;
        this.member = member;
        this.client = member.client();
        this.others = List.copyOf(others);
        this.clock = clock;
    }

    /// Takes over what the servers of a site share, from the one that this one joins. Before anything else looks
    /// for those files, since it would make its own.
    public static void adopt(SiteOptions options, Path server, Clock clock, RandomGenerator random)
            throws IOException, InterruptedException {
        var files = new SharedFiles(server);
        if (options instanceof SiteOptions.Joining joining && !files.areThere()) {
            SiteJoin.Welcome welcome = new SiteJoin(joining, clock, random).ask();
            files.write(welcome.files());
        }
    }

    /// Begins or joins, and starts the member.
    ///
    /// @param address at which other servers reach this one
    public static Site start(
            SiteOptions.First options, Path server, InetAddress address, Clock clock, RandomGenerator random) {
        var certificates = new MemberCertificates(server, names(address), clock);
        MemberConfig config = config(options.etcd(), server, address, certificates);
        List<Address> others = new KnownMembers(server).others(config.local());
        EtcdMember member = EtcdMember.begin(config, clock, random);
        return new Site(server, options.etcd(), certificates, member, others, clock);
    }

    /// As [#start], for one that joins.
    public static Site join(
            SiteOptions.Joining options, Path server, InetAddress address, Clock clock, RandomGenerator random)
            throws InterruptedException {
        var certificates = new MemberCertificates(server, names(address), clock);
        MemberConfig config = config(options.etcd(), server, address, certificates);
        var known = new KnownMembers(server);
        if (!config.hasData()) {
            known.remember(new SiteJoin(options, clock, random).ask().members());
        }
        List<Address> others = known.others(config.local());
        EtcdMember member = EtcdMember.join(config, others, clock, random);
        return new Site(server, options.etcd(), certificates, member, others, clock);
    }

    /// The store: through the member here, and through the others when that is away.
    public EtcdConfig datastore() {
        var endpoints = new ArrayList<Address>();
        endpoints.add(new Address("127.0.0.1", etcd.clientPort(), true));
        endpoints.addAll(others);
        return EtcdConfig.server(endpoints).with(certificates.files());
    }

    /// Opens the door for more servers.
    ///
    /// @param authority of the cluster, which the token names
    public void mountOn(ApiServer api, X509Certificate authority) {
        var endpoint = new SiteEndpoint(ServerToken.of(server, authority), new SharedFiles(server), this::memberUrls);
        api.mount(SiteEndpoint.PATH, endpoint::answer);
    }

    /// Starts what goes on beside: renewal of certificates, snapshots.
    public void start(TaskGroup tasks) {
        tasks.start("etcd certificates", certificates::run);
        tasks.start("etcd members", this::rememberMembers);
        SiteOptions.Schedule schedule = etcd.snapshots();
        if (schedule.every().isPositive()) {
            var snapshots = new Snapshots(schedule.folder(), clock);
            tasks.start(
                    "etcd snapshots",
                    () -> snapshots.run(client, "etcd-snapshot-" + etcd.name(), schedule.every(), schedule.keep()));
        }
    }

    private void rememberMembers() throws InterruptedException {
        var known = new KnownMembers(server);
        while (true) {
            List<String> urls = memberUrls();
            if (!urls.isEmpty()) {
                known.remember(urls);
            }
            clock.sleep(MEMBERS_EVERY);
        }
    }

    private List<String> memberUrls() {
        try {
            return new Membership(client)
                    .members().stream()
                            .filter(Member::hasStarted)
                            .flatMap(found -> found.clientUrls().stream())
                            .toList();
        } catch (StoreUnavailableException away) {
            LOG.warn("etcd does not say who its members are", "because", away.getMessage());
            return List.of();
        }
    }

    static MemberConfig config(SiteOptions.Etcd etcd, Path server, InetAddress address, Clock clock) {
        return config(etcd, server, address, new MemberCertificates(server, names(address), clock));
    }

    private static MemberConfig config(
            SiteOptions.Etcd etcd, Path server, InetAddress address, MemberCertificates certificates) {
        return new MemberConfig(
                etcd.binary(),
                etcd.name(),
                server.resolve(DATA),
                address,
                etcd.clientPort(),
                etcd.peerPort(),
                certificates.files());
    }

    private static Set<SubjectName> names(InetAddress address) {
        return Set.of(SubjectName.parse("localhost"), SubjectName.parse("127.0.0.1"), new SubjectName.Ip(address));
    }

    @Override
    public void close() {
        client.close();
        member.close();
    }
}
