// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.storage.ResourceLoad;
import java.time.Duration;
import java.util.Set;

/// How many seats a request takes while it is worked on, and how many what it sets off takes for a while after: a
/// write is told to everybody who watches. Pure.
///
/// A list takes a seat for each 100 KB of what it holds in memory at once; since lists go out piece by piece that is at
/// most a megabyte. A write takes a seat for each ten watchers, for five milliseconds. Kubernetes' own numbers.
record Width(int seats, int echoSeats, Duration echo) {
    static final Width ONE = new Width(1, 0, Duration.ZERO);

    /// What one request may take at most, however wide its level.
    private static final int SEATS_MAX = 10;

    /// The part of its level that one request may take.
    private static final double LEVEL_PART = 0.15;

    private static final long BYTES_PER_SEAT = 100_000;
    private static final long BYTES_AT_ONCE = 1_000_000;
    private static final int WATCHES_PER_SEAT = 10;
    private static final Duration ECHO = Duration.ofMillis(5);

    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

    /// The most that one request may take of a level with so many seats.
    static int most(int levelSeats) {
        return Math.clamp((long) Math.ceil(levelSeats * LEVEL_PART), 1, SEATS_MAX);
    }

    /// @param load what there is of the resource
    /// @param most seats that it may take
    static Width of(RequestInfo info, Request request, ResourceLoad load, int most) {
        if (info.verb().equals("list") || isInitialList(info, request)) {
            return new Width(listSeats(info, request, load, most), 0, Duration.ZERO);
        }
        return WRITES.contains(info.verb()) ? writeWidth(load, most) : ONE;
    }

    private static boolean isInitialList(RequestInfo info, Request request) {
        return info.verb().equals("watch") && request.flag("sendInitialEvents");
    }

    private static int listSeats(RequestInfo info, Request request, ResourceLoad load, int most) {
        boolean isOne = !info.name().isEmpty() || info.fields().containsKey("metadata.name");
        long objects = isOne ? 1 : Math.min(load.objects(), limit(request));
        long average = load.objects() == 0 ? 0 : load.bytes() / load.objects();
        long atOnce = Math.min(objects * average, BYTES_AT_ONCE);
        return Math.clamp(Math.ceilDiv(atOnce, BYTES_PER_SEAT), 1, most);
    }

    private static long limit(Request request) {
        String limit = request.parameter("limit");
        return limit.matches("[1-9]\\d{0,8}") ? Long.parseLong(limit) : Long.MAX_VALUE;
    }

    /// What would take more seats than the level has takes its own for longer.
    private static Width writeWidth(ResourceLoad load, int most) {
        if (load.watches() < WATCHES_PER_SEAT) {
            return ONE;
        }
        int wanted = Math.ceilDiv(load.watches(), WATCHES_PER_SEAT);
        int seats = Math.min(wanted, most);
        return new Width(1, seats, ECHO.multipliedBy(wanted).dividedBy(seats));
    }
}
