// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads per second as h2load asks for them, with TLS, a bearer token and RBAC at each request: an object of 2 KB,
/// and a list of fifty. Over HTTP/1.1 with a request at a time on each of 32 connections, and over HTTP/2 with
/// sixteen. The load runs on the same cores; the server's CPU for a request is counted apart.
public final class HttpLoad {
    private static final String COMMAND = "bench/run http";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int CONNECTIONS = 32;
    private static final int STREAMS = 16;
    private static final int OBJECTS = 50;
    private static final Pattern RATE = Pattern.compile("finished in [^,]*, ([0-9.]+) req/s");
    private static final Pattern STATUS = Pattern.compile("status codes: (\\d+) 2xx");

    private HttpLoad() {}

    private record Question(String what, String path, int requests) {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder)) {
            String token = prepare(cluster.kubectl());
            for (var question : List.of(
                    new Question("an object of 2 KB", MAPS + "/map-0", 60_000),
                    new Question("a list of " + OBJECTS + " of them, 110 KB", MAPS, 6_000))) {
                for (boolean isSecond : new boolean[] {false, true}) {
                    run(cluster, token, question, isSecond);
                    measure(cluster, token, question, isSecond);
                }
            }
        }
    }

    private static String prepare(Kubectl kubectl) throws Exception {
        kubectl.run("create", "serviceaccount", "load");
        kubectl.run("create", "clusterrolebinding", "load", "--clusterrole=view", "--serviceaccount=default:load");
        var maps = new StringBuilder();
        for (int i = 0; i < OBJECTS; i++) {
            maps.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: map-%d}\ndata: {text: %s}\n"
                    .formatted(i, "x".repeat(1_800)));
        }
        kubectl.runWith(maps.toString(), "create", "-f", "-");
        return kubectl.run("create", "token", "load").strip();
    }

    private static void measure(Cluster cluster, String token, Question question, boolean isSecond) throws Exception {
        long server = cluster.server().pid();
        double cpu = Memory.cpuSeconds(server);
        double compiling = Memory.compilerSeconds(server);
        double rate = run(cluster, token, question, isSecond);
        double compilers = Memory.compilerSeconds(server) - compiling;
        double used = Memory.cpuSeconds(server) - cpu - compilers;
        Report.row(
                COMMAND,
                question.what() + ", " + (isSecond ? "HTTP/2, 16 streams" : "HTTP/1.1") + " on 32 connections",
                String.format(Locale.ROOT, "%.0f per second, %.0f µs of CPU", rate, used * 1e6 / question.requests()),
                "");
    }

    private static double run(Cluster cluster, String token, Question question, boolean isSecond) throws Exception {
        var command = new ArrayList<>(List.of(
                "h2load",
                "-n",
                Integer.toString(question.requests()),
                "-c",
                Integer.toString(CONNECTIONS),
                "-H",
                "authorization: Bearer " + token));
        command.addAll(isSecond ? List.of("-m", Integer.toString(STREAMS)) : List.of("--h1"));
        command.add(cluster.address() + question.path());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        long good = (long) number(STATUS, printed);
        if (good != question.requests()) {
            throw new IOException(good + " of " + question.requests() + " were answered:\n" + printed);
        }
        return number(RATE, printed);
    }

    private static double number(Pattern pattern, String printed) throws IOException {
        Matcher found = pattern.matcher(printed);
        if (!found.find()) {
            throw new IOException("h2load printed something else:\n" + printed);
        }
        return Double.parseDouble(found.group(1));
    }
}
