// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {
    @Test
    void theCreatorOwnsWhatItSetButNotWhatIsAlwaysThere() {
        var story = new ApplyStory("v1", "Pod")
                .creates(
                        "kubectl-run",
                        "{'metadata':{'labels':{'run':'x'}},'spec':{'containers':[{'name':'c','image':'i',"
                                + "'ports':[{'containerPort':80,'protocol':'TCP'}]}],'securityContext':{}}}");
        assertThat(story.live()
                        .at("metadata", "managedFields")
                        .elements()
                        .getFirst()
                        .at("fieldsV1")
                        .toString())
                .isEqualTo(
                        "{'f:metadata':{'f:labels':{'.':{},'f:run':{}}},'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':"
                                        .replace('\'', '"')
                                + "{'.':{},'f:image':{},'f:name':{},'f:ports':{'.':{},'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':"
                                        .replace('\'', '"')
                                + "{'.':{},'f:containerPort':{},'f:protocol':{}}}}},'f:securityContext':{}}}"
                                        .replace('\'', '"'));
    }

    @Test
    void aWriterTakesOverWhatItChanges() {
        var story = new ApplyStory("v1", "ConfigMap")
                .creates("one", "{'data':{'a':'1','b':'1'}}")
                .updates("two", "{'data':{'a':'2','b':'1'}}");
        assertThat(story.owners()).containsExactly("one Update v1 [.data, .data.b]", "two Update v1 [.data.a]");
        story.updates("three", "{'data':{'b':'1','c':'3'}}");
        assertThat(story.owners()).containsExactly("one Update v1 [.data, .data.b]", "three Update v1 [.data.c]");
        story.updates("three", "{}");
        assertThat(story.owners()).isEmpty();
    }

    @Test
    void aWriteWithoutEffectChangesNothing() {
        var story = new ApplyStory("v1", "ConfigMap").creates("one", "{'data':{'a':'1'}}");
        String before = story.objectWithOwners();
        assertThat(story.updates("two", "{'data':{'a':'1'}}").objectWithOwners())
                .isEqualTo(before);
    }

    @Test
    void onlyTheWritersTimeChanges() {
        var story = new ApplyStory("v1", "ConfigMap")
                .creates("one", "{'data':{'a':'1','b':'1'}}")
                .updates("two", "{'data':{'a':'2','b':'1'}}");
        assertThat(story.objectWithOwners())
                .contains(
                        "\"manager\":\"one\",\"operation\":\"Update\",\"apiVersion\":\"v1\",\"time\":\"2026-01-01T00:00:01Z\"")
                .contains(
                        "\"manager\":\"two\",\"operation\":\"Update\",\"apiVersion\":\"v1\",\"time\":\"2026-01-01T00:00:02Z\"");
    }

    @Test
    void eachSubresourceHasItsOwnEntry() {
        var story = new ApplyStory("apps/v1", "Deployment")
                .creates("ctl", "{'spec':{'replicas':1}}")
                .updates("ctl", "status", "{'spec':{'replicas':1},'status':{'replicas':1}}");
        assertThat(story.owners())
                .containsExactly("ctl Update apps/v1 [.spec.replicas]", "ctl/status Update apps/v1 [.status.replicas]");
        assertThat(story.objectWithOwners()).contains("\"subresource\":\"status\"");
    }

    @Test
    void whatCannotBeSetThroughADoorIsNotOwnedThroughIt() {
        var story = new ApplyStory("v1", "Pod", FieldSet.ofNames("status"))
                .creates("me", "{'spec':{'nodeName':'n'},'status':{'phase':'Pending'}}");
        assertThat(story.owners()).containsExactly("me Update v1 [.spec.nodeName]");
    }

    @Test
    void whoTakesAnAppliedFieldTakesItFromTheApplier() {
        var story = new ApplyStory("apps/v1", "Deployment")
                .applies("me", "{'spec':{'replicas':1,'paused':true}}")
                .updates("scaler", "{'spec':{'replicas':3,'paused':true}}");
        assertThat(story.owners())
                .containsExactly("me Apply apps/v1 [.spec.paused]", "scaler Update apps/v1 [.spec.replicas]");
    }

    @Test
    void aClientMayEditTheListOrHaveItForgotten() {
        var story = new ApplyStory("v1", "ConfigMap").creates("one", "{'data':{'a':'1'}}");
        Json moved = Json.of(java.util.List.of(new FieldOwnership(
                        new FieldOwner("two", FieldOwner.Operation.APPLY, "", ""),
                        "v1",
                        java.time.Instant.EPOCH,
                        FieldSet.ofNames("data.a"))
                .toJson()));
        story.updates(
                "kubectl",
                "{'metadata':{'managedFields':" + moved.toString().replace('"', '\'') + "},'data':{'a':'1'}}");
        assertThat(story.owners()).containsExactly("two Apply v1 [.data.a]");
        story.updates("kubectl", "{'metadata':{'managedFields':[{'operation':'Nonsense'}]},'data':{'a':'1'}}");
        assertThat(story.owners()).containsExactly("two Apply v1 [.data.a]");
        story.updates("kubectl", "{'metadata':{'managedFields':[{}]},'data':{'a':'1'}}");
        assertThat(story.objectWithOwners()).doesNotContain("managedFields");
        story.updates("kubectl", "{'data':{'a':'2'}}");
        assertThat(story.objectWithOwners()).doesNotContain("managedFields");
    }

    @Test
    void theOldestOfTooManyUpdatersAreCountedAsOne() {
        var story = new ApplyStory("v1", "ConfigMap").creates("m0", "{'data':{'k0':'1'}}");
        var data = new StringBuilder("'k0':'1'");
        for (int i = 1; i < 15; i++) {
            data.append(",'k").append(i).append("':'1'");
            story.updates("m" + i, "{'data':{" + data + "}}");
        }
        assertThat(story.owners()).hasSize(10);
        assertThat(story.owners())
                .contains(
                        "ancient-changes Update v1 [.data, .data.k0, .data.k1, .data.k2, .data.k3, .data.k4, .data.k5]")
                .contains("m14 Update v1 [.data.k14]");
    }

    @Test
    void customResourcesOwnTheirSpecItself() {
        var story = ApplyStory.untyped().creates("one", "{'spec':{'a':1,'l':[1]}}");
        assertThat(story.owners()).containsExactly("one Update example.com/v1 [.spec, .spec.a, .spec.l]");
    }
}
