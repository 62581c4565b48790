// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Levels, queues and waiting requests as they are now, as tables of text with commas: Kubernetes' columns, for the
/// tools and the people that know them.
final class FlowDumps {
    private static final String ROOT = "/debug/api_priority_and_fairness/";
    private static final String DETAILS = "includeRequestDetails";
    private static final String NONE = "<none>";

    /// Stands between columns.
    private static final String COMMA = ",";

    private final PriorityLevels levels;

    FlowDumps(PriorityLevels levels) {
        this.levels = levels;
    }

    Map<String, Handler> byPath() {
        return Map.of(
                ROOT + "dump_priority_levels", _ -> text(ofLevels()),
                ROOT + "dump_queues", _ -> text(ofQueues()),
                ROOT + "dump_requests", request -> text(ofRequests(request)));
    }

    /// What is shown of a request beside, if that is asked for.
    private static List<String> details(Entrant entrant) {
        RequestInfo info = entrant.info();
        String version = info.group().isEmpty() ? info.version() : info.group() + "/" + info.version();
        return List.of(
                entrant.user(),
                info.verb(),
                info.path(),
                info.namespace(),
                info.name(),
                version,
                info.resource(),
                info.subresource());
    }

    private List<List<String>> ofLevels() {
        var rows = rows("PriorityLevelName,ActiveQueues,IsIdle,IsQuiescing,WaitingRequests,ExecutingRequests");
        for (PriorityLevels.Level level : levels.all()) {
            level.queues()
                    .map(PriorityLevel::look)
                    .ifPresentOrElse(
                            look -> rows.add(List.of(
                                    level.name(),
                                    Long.toString(look.lines().stream()
                                            .filter(line -> !line.waiting().isEmpty())
                                            .count()),
                                    Boolean.toString(look.executing() == 0 && look.waiting() == 0),
                                    "false",
                                    Integer.toString(look.waiting()),
                                    Integer.toString(look.executing()))),
                            () -> rows.add(List.of(level.name(), NONE, NONE, NONE, NONE, NONE)));
        }
        return rows;
    }

    private List<List<String>> ofQueues() {
        var rows = rows(
                "PriorityLevelName,Index,PendingRequests,ExecutingRequests,SeatsInUse,NextDispatchR,InitialSeatsSum,"
                        + "MaxSeatsSum,TotalWorkSum");
        for (PriorityLevels.Level level : levels.all()) {
            level.queues()
                    .map(PriorityLevel::look)
                    .ifPresentOrElse(
                            look -> look.lines()
                                    .forEach(line -> rows.add(List.of(
                                            level.name(),
                                            Integer.toString(line.index()),
                                            Integer.toString(line.waiting().size()),
                                            Integer.toString(line.executing()),
                                            Integer.toString(line.seatsInUse()),
                                            work(line.end() - line.seats()),
                                            Integer.toString(line.seats()),
                                            Integer.toString(line.seatsMost()),
                                            work(line.seats())))),
                            () -> rows.add(List.of(level.name(), NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE)));
        }
        return rows;
    }

    private List<List<String>> ofRequests(Request request) {
        boolean hasDetails = !request.parameter(DETAILS).isEmpty();
        var rows = rows("PriorityLevelName,FlowSchemaName,QueueIndex,RequestIndexInQueue,FlowDistingsher,ArriveTime,"
                + "InitialSeats,FinalSeats,AdditionalLatency"
                + (hasDetails ? ",UserName,Verb,APIPath,Namespace,Name,APIVersion,Resource,SubResource" : ""));
        for (PriorityLevels.Level level : levels.all()) {
            level.queues().map(PriorityLevel::look).ifPresent(look -> {
                for (PriorityLevel.Line line : look.lines()) {
                    for (int i = 0; i < line.waiting().size(); i++) {
                        rows.add(row(
                                level.name(), line.index(), i, line.waiting().get(i), hasDetails));
                    }
                }
            });
        }
        return rows;
    }

    private static List<String> row(
            String level, int queue, int place, PriorityLevel.Waiting waiting, boolean hasDetails) {
        Entrant entrant = waiting.entrant();
        var row = new ArrayList<>(List.of(
                level,
                entrant.schema(),
                Integer.toString(queue),
                Integer.toString(place),
                entrant.distinguisher(),
                waiting.since().toString(),
                Integer.toString(entrant.width().seats()),
                Integer.toString(entrant.width().echoSeats()),
                goDuration(entrant.width().echo())));
        if (hasDetails) {
            row.addAll(details(entrant));
        }
        return row;
    }

    /// Work is counted in seats here: each request is taken to last as long as any other.
    private static String work(long seats) {
        return seats + ".00000000ss";
    }

    private static String goDuration(Duration time) {
        return time.isZero() ? "0s" : time.toMillis() + "ms";
    }

    private static List<List<String>> rows(String headers) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(headers.split(COMMA, -1)));
        return rows;
    }

    /// Columns as wide as what is in them, and at least eight.
    private static Response text(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                widths[i] = Math.max(widths[i], Math.max(8, row.get(i).length() + COMMA.length() + 1));
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                String cell = row.get(i) + COMMA;
                text.append(cell).repeat(' ', widths[i] - cell.length());
            }
            text.append(row.getLast()).append('\n');
        }
        return new Response.Full(
                200,
                Map.of("Content-Type", "text/plain; charset=utf-8"),
                text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
