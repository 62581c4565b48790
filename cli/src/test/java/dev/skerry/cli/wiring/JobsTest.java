// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.cli.wiring.RunningServer.Answer;
import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobsTest extends WholeServer {
    private static final String JOB = """
            {'metadata':{'name':'work'},'spec':{'parallelism':2,'completions':4,'suspend':%s,'template':{\
            'metadata':{'labels':{'job':'work'}},'spec':{'restartPolicy':'Never','containers':[\
            {'name':'c','image':'i'}]}}}}""";

    private PlayedNode node;

    @BeforeAll
    void join() throws Exception {
        node = PlayedNode.join(server, "n", "", "{'cpu':'8','memory':'8Gi','pods':'110'}");
    }

    @BeforeEach
    void beat() throws Exception {
        node.beat();
    }

    @Test
    void aJobKnowsItsPodsByItsOwnUid() throws Exception {
        Answer job = create("true");
        String uid = job.at("metadata", "uid").text();
        for (String label : new String[] {"batch.kubernetes.io/controller-uid", "controller-uid"}) {
            assertThat(job.at("spec", "template", "metadata", "labels", label).text())
                    .isEqualTo(uid);
        }
        assertThat(job.at("spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid")
                        .text())
                .isEqualTo(uid);
        assertThat(job.at("spec", "template", "metadata", "labels", "batch.kubernetes.io/job-name")
                        .text())
                .isEqualTo("work");
    }

    @Test
    void aJobRunsToItsEnd() throws Exception {
        create("false");
        for (int done = 1; done <= 4; done++) {
            int before = done - 1;
            node.attendUntil(namespace, jobs() + "/work", job -> count(job, "ready") > 0);
            succeed(running());
            node.attendUntil(namespace, jobs() + "/work", job -> count(job, "succeeded") > before);
        }
        Answer over = server.await(
                jobs() + "/work",
                job -> job.at("status", "conditions").elements().stream()
                        .anyMatch(condition -> condition.at("type").text().equals("Complete")));
        assertThat(count(over, "succeeded")).isEqualTo(4);
        assertThat(over.at("status", "completionTime").text()).isNotEmpty();
        assertThat(server.read(pods()).items())
                .hasSize(4)
                .allMatch(pod -> pod.at("metadata", "finalizers").isNull());
    }

    @Test
    @Conformance("Job should adopt matching orphans and release non-matching pods")
    void orphansAreAdoptedAndStrangersReleased() throws Exception {
        create("false");
        node.attendUntil(namespace, jobs() + "/work", job -> count(job, "ready") == 2);
        String pod = running();
        server.patch(pod, RunningServer.MERGE, "{'metadata':{'ownerReferences':null}}")
                .is(200);
        server.await(pod, seen -> !seen.at("metadata", "ownerReferences").isNull());
        server.patch(pod, RunningServer.MERGE, "{'metadata':{'labels':null}}").is(200);
        server.await(pod, seen -> seen.at("metadata", "ownerReferences").isNull());
    }

    @Test
    @Conformance("Job should apply changes to a job status")
    void aStatusIsPatchedReplacedAndRead() throws Exception {
        create("true");
        server.await(
                jobs() + "/work",
                job -> !job.at("status", "conditions").elements().isEmpty());
        Answer patched = server.patch(
                        jobs() + "/work/status",
                        RunningServer.MERGE,
                        "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'startTime':'2026-01-02T03:04:05Z'}}")
                .is(200);
        assertThat(patched.at("status", "startTime").text()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(patched.at("metadata", "annotations", "patchedstatus").text())
                .isEqualTo("true");
        Answer replaced = server.replace(
                        jobs() + "/work/status",
                        server.read(jobs() + "/work")
                                .body()
                                .object()
                                .withAt(Json.of("2026-01-02T04:04:05Z"), "status", "startTime")
                                .toString())
                .is(200);
        assertThat(replaced.at("status", "startTime").text()).isEqualTo("2026-01-02T04:04:05Z");
        Answer read = server.read(jobs() + "/work/status").is(200);
        assertThat(read.at("kind").text()).isEqualTo("Job");
        assertThat(read.at("metadata", "uid").text())
                .isEqualTo(replaced.at("metadata", "uid").text());
        assertThat(read.at("status", "startTime").text()).isEqualTo("2026-01-02T04:04:05Z");
    }

    @Test
    @Conformance("Job should delete a job")
    void aJobThatIsDeletedGoesAndItsPodsWithIt() throws Exception {
        create("false");
        node.attendUntil(namespace, jobs() + "/work", job -> count(job, "active") == 2);
        server.delete(jobs() + "/work", "{'propagationPolicy':'Foreground'}");
        node.attendUntil(namespace, jobs() + "/work", job -> job.code() == 404);
        assertThat(server.read(pods()).items()).isEmpty();
    }

    private Answer create(String suspend) throws Exception {
        return server.create(jobs(), JOB.formatted(suspend)).is(201);
    }

    private String running() throws Exception {
        return pods() + "/"
                + server.read(pods()).items().stream()
                        .filter(pod -> pod.at("status", "phase").text().equals("Running"))
                        .findFirst()
                        .orElseThrow()
                        .at("metadata", "name")
                        .text();
    }

    private void succeed(String pod) throws Exception {
        server.patch(pod + "/status", RunningServer.MERGE, "{'status':{'phase':'Succeeded','conditions':[]}}")
                .is(200);
    }

    private static long count(Answer job, String field) {
        return job.at("status", field).longOr(0);
    }

    private String jobs() {
        return in("batch/v1", "jobs");
    }

    private String pods() {
        return in("v1", "pods");
    }
}
