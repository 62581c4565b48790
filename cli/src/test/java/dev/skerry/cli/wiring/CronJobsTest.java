// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.cli.wiring.RunningServer.Answer;
import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.Test;

class CronJobsTest extends WholeServer {
    @Test
    void aCronJobMakesAJobThatItControlsAndNotesIt() throws Exception {
        String batch = "/apis/batch/v1/namespaces/" + namespace;
        Answer cronJob = server.create(batch + "/cronjobs", """
                {'metadata':{'name':'tick'},'spec':{'schedule':'@every 1s','concurrencyPolicy':'Forbid','jobTemplate':{\
                'spec':{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}}}""").is(201);
        Answer noted = server.await(
                batch + "/cronjobs/tick",
                seen -> !seen.at("status", "active").elements().isEmpty());
        assertThat(noted.at("status", "lastScheduleTime").text()).isNotEmpty();
        Json active = noted.at("status", "active").elements().getFirst();
        Answer job = server.read(batch + "/jobs/" + active.at("name").text()).is(200);
        assertThat(job.at("metadata", "uid").text()).isEqualTo(active.at("uid").text());
        assertThat(job.at("metadata", "ownerReferences").elements())
                .singleElement()
                .satisfies(owner -> assertThat(owner.at("uid").text())
                        .isEqualTo(cronJob.at("metadata", "uid").text()));
        server.awaitItems("/api/v1/namespaces/" + namespace + "/pods", 1);

        server.delete(batch + "/cronjobs/tick", "").is(200);
        server.awaitGone(batch + "/jobs/" + active.at("name").text());
    }
}
