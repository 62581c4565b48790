// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonReader;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodColumnsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'phase':'Pending'} | 0/2 | Pending | 0",
                "{'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False','reason':'SchedulingGated'}]} | 0/2 | SchedulingGated | 0",
                "{'phase':'Failed','reason':'Evicted'} | 0/2 | Evicted | 0",
                // Init containers, one after the other.
                "{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'running':{}}}]} | 0/2 | Init:0/2 | 0",
                "{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':0}}},{'name':'j','state':{'waiting':{'reason':'PodInitializing'}}}]} | 0/2 | Init:1/2 | 0",
                "{'phase':'Pending','initContainerStatuses':[{'name':'i','restartCount':2,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'finishedAt':'2026-01-01T00:55:00Z'}}}]} | 0/2 | Init:CrashLoopBackOff | 2 (5m ago)",
                "{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]} | 0/2 | Init:Error | 0",
                "{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':3}}}]} | 0/2 | Init:ExitCode:3 | 0",
                "{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'terminated':{'exitCode':137,'signal':9}}}]} | 0/2 | Init:Signal:9 | 0",
                // Containers.
                "{'phase':'Pending','containerStatuses':[{'name':'a','state':{'waiting':{'reason':'ContainerCreating'}}},{'name':'b','state':{'waiting':{'reason':'ContainerCreating'}}}]} | 0/2 | ContainerCreating | 0",
                "{'phase':'Running','containerStatuses':[{'name':'a','ready':true,'state':{'running':{}}},{'name':'b','ready':true,'state':{'running':{}}}]} | 2/2 | Running | 0",
                "{'phase':'Running','containerStatuses':[{'name':'a','restartCount':3,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'finishedAt':'2026-01-01T00:54:57Z'}}},{'name':'b','ready':true,'state':{'running':{}}}]} | 1/2 | CrashLoopBackOff | 3 (5m3s ago)",
                "{'phase':'Running','containerStatuses':[{'name':'a','state':{'waiting':{'reason':'ImagePullBackOff'}}}]} | 0/2 | ImagePullBackOff | 0",
                "{'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]} | 0/2 | Error | 0",
                "{'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':7}}}]} | 0/2 | ExitCode:7 | 0",
                "{'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':137,'signal':9}}}]} | 0/2 | Signal:9 | 0",
                "{'phase':'Failed','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':137,'reason':'OOMKilled'}}}]} | 0/2 | OOMKilled | 0",
                "{'phase':'Succeeded','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]} | 0/2 | Completed | 0",
                "{'phase':'Running','containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'name':'b','ready':true,'state':{'running':{}}}]} | 1/2 | NotReady | 0",
                "{'phase':'Running','conditions':[{'type':'Ready','status':'True'}],'containerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'name':'b','ready':true,'state':{'running':{}}}]} | 1/2 | Running | 0",
            })
    void theStatusIsTheMostTellingWord(String status, String ready, String word, String restarts) {
        var summary = new PodSummary(pod("{}", status, "'initContainers':[{'name':'i'},{'name':'j'}]"));
        assertThat(summary.ready()).isEqualTo(ready);
        assertThat(summary.reason()).isEqualTo(word);
        assertThat(summary.restarts(NOW)).isEqualTo(restarts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'phase':'Running'} | Terminating",
                "{'phase':'Pending'} | Terminating",
                "{'phase':'Running','reason':'NodeLost'} | Unknown",
                "{'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'reason':'Completed'}}}]} | Completed",
            })
    void aPodThatIsGoingSaysSo(String status, String word) {
        assertThat(new PodSummary(pod("{'deletionTimestamp':'2026-01-01T00:59:00Z'}", status, "'x':1")).reason())
                .isEqualTo(word);
    }

    @Test
    void sidecarsCountAsContainersOnceStarted() {
        var summary = new PodSummary(pod(
                "{}",
                "{'phase':'Running','initContainerStatuses':[{'name':'s','started':true,'ready':true,'restartCount':1,"
                        + "'state':{'running':{}}},{'name':'i','restartCount':4,'state':{'terminated':{'exitCode':0}}}],"
                        + "'containerStatuses':[{'name':'a','ready':true,'restartCount':2,'state':{'running':{}}}]}",
                "'initContainers':[{'name':'s','restartPolicy':'Always'},{'name':'i'}]"));
        assertThat(summary.ready()).isEqualTo("2/3");
        assertThat(summary.reason()).isEqualTo("Running");
        assertThat(summary.restarts(NOW)).isEqualTo("3");
    }

    @Test
    void aRowHasEightMoreCells() {
        var pod = pod(
                "{'creationTimestamp':'2026-01-01T00:00:00Z','name':'web'}",
                "{'phase':'Succeeded','podIPs':[{'ip':'10.0.0.7'}],'conditions':[{'type':'g/one','status':'True'}]}",
                "'nodeName':'edge-1','readinessGates':[{'conditionType':'g/one'},{'conditionType':'g/two'}]");
        var columns = PodColumns.pod();
        assertThat(columns.cells(pod, NOW).toString())
                .isEqualTo(
                        "[\"web\", \"0/2\", \"Succeeded\", \"0\", \"60m\", \"10.0.0.7\", \"edge-1\", \"<none>\", \"1/2\"]");
        assertThat(columns.columns().stream().map(column -> column.name() + column.priority()))
                .containsExactly(
                        "Name0",
                        "Ready0",
                        "Status0",
                        "Restarts0",
                        "Age0",
                        "IP1",
                        "Node1",
                        "Nominated Node1",
                        "Readiness Gates1");
        assertThat(columns.conditions(pod).toString()).contains("\"type\":\"Completed\"");
    }

    private static KubeObject pod(String metadata, String status, String spec) {
        String text = "{'metadata':" + metadata + ",'spec':{'containers':[{'name':'a'},{'name':'b'}]," + spec
                + "},'status':" + status + "}";
        return new KubeObject(JsonReader.read(text.replace('\'', '"')).object());
    }
}
