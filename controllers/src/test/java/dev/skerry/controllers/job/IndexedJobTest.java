// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexedJobTest {
    private final JobWorld world = new JobWorld();

    @Test
    void eachIndexRunsUntilItHasSucceeded() {
        world.create("{'completionMode':'Indexed','parallelism':2,'completions':4,'backoffLimit':6}");
        KubeObject first = world.ofIndex(0);
        assertThat(first.at("spec", "hostname").text()).isEqualTo("work-0");
        assertThat(first.labels()).containsEntry(JobPod.INDEX, "0");
        assertThat(first.at("metadata", "generateName").text()).isEqualTo("work-0-");
        assertThat(first.at("spec", "containers")
                        .elements()
                        .getFirst()
                        .at("env")
                        .elements()
                        .getFirst()
                        .at("name")
                        .text())
                .isEqualTo("JOB_COMPLETION_INDEX");
        world.succeed(world.ofIndex(1));
        assertThat(world.text("completedIndexes")).isEqualTo("1");
        world.fail(world.ofIndex(2), 1);
        world.advance(10);
        world.succeed(world.ofIndex(0));
        world.succeed(world.ofIndex(2));
        assertThat(world.text("completedIndexes")).isEqualTo("0-2");
        world.succeed(world.ofIndex(3));
        assertThat(world.text("completedIndexes")).isEqualTo("0-3");
        assertThat(world.count("succeeded")).isEqualTo(4);
        assertThat(world.count("failed")).isEqualTo(1);
        assertThat(world.reason("Complete")).isEqualTo("CompletionsReached");
    }

    @Test
    void anIndexHasALimitOfItsOwn() {
        world.create("{'completionMode':'Indexed','parallelism':2,'completions':2,'backoffLimitPerIndex':1,"
                + "'backoffLimit':2147483647}");
        world.fail(world.ofIndex(0), 1);
        world.succeed(world.ofIndex(1));
        assertThat(world.text("failedIndexes")).isEmpty();
        world.advance(10);
        assertThat(world.ofIndex(0).annotations()).containsEntry(JobPod.FAILURES, "1");
        world.fail(world.ofIndex(0), 1);
        assertThat(world.text("failedIndexes")).isEqualTo("0");
        assertThat(world.text("completedIndexes")).isEqualTo("1");
        assertThat(world.reason("Failed")).isEqualTo("FailedIndexes");
        assertThat(world.count("failed")).isEqualTo(2);
        assertThat(world.count("succeeded")).isEqualTo(1);
    }

    @Test
    void tooManyFailedIndexesFailTheJob() {
        world.create("{'completionMode':'Indexed','parallelism':3,'completions':5,'backoffLimitPerIndex':0,"
                + "'maxFailedIndexes':1,'backoffLimit':2147483647}");
        world.fail(world.ofIndex(0), 1);
        assertThat(world.reason("FailureTarget")).isEqualTo("none");
        world.fail(world.ofIndex(2), 1);
        assertThat(world.reason("FailureTarget")).isEqualTo("MaxFailedIndexesExceeded");
        assertThat(world.active()).isEmpty();
        assertThat(world.reason("Failed")).isEqualTo("MaxFailedIndexesExceeded");
    }

    @Test
    void aRuleFailsAnIndexAtOnce() {
        world.create("{'completionMode':'Indexed','parallelism':2,'completions':2,'backoffLimitPerIndex':5,"
                + "'backoffLimit':2147483647,'podReplacementPolicy':'Failed','podFailurePolicy':{'rules':["
                + "{'action':'FailIndex','onExitCodes':{'operator':'In','values':[42]}}]}}");
        world.fail(world.ofIndex(1), 42);
        assertThat(world.text("failedIndexes")).isEqualTo("1");
        world.succeed(world.ofIndex(0));
        assertThat(world.reason("Failed")).isEqualTo("FailedIndexes");
    }

    @Test
    void aRuleFailsTheJobAndSaysWhy() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':6,'podReplacementPolicy':'Failed',"
                + "'podFailurePolicy':{'rules':[{'action':'FailJob','onExitCodes':{'containerName':'main',"
                + "'operator':'In','values':[3,42]}}]}}");
        KubeObject pod = world.active().getFirst();
        world.fail(pod, 42);
        assertThat(world.reason("Failed")).isEqualTo("PodFailurePolicy");
        assertThat(world.message("Failed"))
                .isEqualTo("Container main for pod default/" + pod.name()
                        + " failed with exit code 42 matching FailJob rule at index 0");
        assertThat(world.count("failed")).isEqualTo(1);
    }

    @Test
    void aRuleIgnoresDisruptions() {
        world.create("{'parallelism':1,'completions':1,'backoffLimit':0,'podReplacementPolicy':'Failed',"
                + "'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':"
                + "[{'type':'DisruptionTarget','status':'True'}]}]}}");
        KubeObject pod = world.active().getFirst();
        var target = dev.skerry.api.core.Conditions.of("DisruptionTarget", "True", "", "", world.clock.now());
        world.kube.updateSubresource(
                dev.skerry.api.core.Resources.PODS,
                "status",
                world.live(pod)
                        .with(dev.skerry.foundation.json.JsonArray.of(target), "status", "conditions")
                        .with("Failed", "status", "phase"));
        world.settle();
        assertThat(world.count("failed")).isZero();
        assertThat(world.reason("Failed")).isEqualTo("none");
        world.succeed(world.active().getFirst());
        assertThat(world.reason("Complete")).isEqualTo("CompletionsReached");
    }

    @Test
    void aJobSucceedsEarlyByItsPolicy() {
        world.create("{'completionMode':'Indexed','parallelism':5,'completions':5,'backoffLimit':6,"
                + "'successPolicy':{'rules':[{'succeededIndexes':'0,2-4','succeededCount':1}]}}");
        world.succeed(world.ofIndex(1));
        assertThat(world.reason("SuccessCriteriaMet")).isEqualTo("none");
        world.succeed(world.ofIndex(3));
        assertThat(world.reason("SuccessCriteriaMet")).isEqualTo("SuccessPolicy");
        assertThat(world.message("Complete")).isEqualTo("Matched rules at index 0");
        assertThat(world.reason("Complete")).isEqualTo("SuccessPolicy");
        assertThat(world.text("completedIndexes")).isEqualTo("1,3");
        assertThat(world.count("failed")).as("what was ended has not failed").isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-2,5,7-8|0-2,5,7,8", "3|3", "1,2|1,2", "4-2||", "x,1|1", "8-20|8,9", "''|''"})
    void setsAreReadAndWritten(String text, String written) {
        assertThat(IndexSet.parse(text, 10).toString()).isEqualTo(written == null ? "" : written);
    }
}
