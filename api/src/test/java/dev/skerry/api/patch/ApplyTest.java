// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.StatusException;
import org.junit.jupiter.api.Test;

class ApplyTest {
    @Test
    void theApplierOwnsWhatItApplied() {
        var story = new ApplyStory("v1", "ConfigMap").applies("me", "{'data':{'a':'1','b':'2'}}");
        assertThat(story.object()).contains("'data':{'a':'1','b':'2'}");
        assertThat(story.owners()).containsExactly("me Apply v1 [.data.a, .data.b]");
    }

    @Test
    void applyingTwiceIsApplyingOnce() {
        var story = new ApplyStory("v1", "ConfigMap").applies("me", "{'data':{'a':'1'}}");
        String before = story.objectWithOwners();
        assertThat(story.applies("me", "{'data':{'a':'1'}}").objectWithOwners()).isEqualTo(before);
    }

    @Test
    void whatIsNoLongerAppliedGoes() {
        var story = new ApplyStory("v1", "ConfigMap")
                .applies("me", "{'data':{'a':'1','b':'2'}}")
                .applies("me", "{'data':{'b':'2'}}");
        assertThat(story.object()).contains("'data':{'b':'2'}");
        assertThat(story.applies("me", "{}").object()).doesNotContain("'data'");
        assertThat(story.owners()).isEmpty();
    }

    @Test
    void whatSomebodyElseOwnsStays() {
        var story = new ApplyStory("v1", "ConfigMap")
                .applies("me", "{'data':{'a':'1','b':'2'}}")
                .applies("you", "{'data':{'a':'1'}}")
                .updates("curl", "{'data':{'a':'1','b':'2','c':'3'}}")
                .applies("me", "{}");
        assertThat(story.object()).contains("'data':{'a':'1','c':'3'}");
        assertThat(story.owners()).containsExactly("you Apply v1 [.data.a]", "curl Update v1 [.data.c]");
    }

    @Test
    void anotherValueForAnOwnedFieldIsAConflict() {
        var story = new ApplyStory("v1", "ConfigMap").creates("curl", "{'data':{'a':'b'}}");
        assertThat(story.owners()).containsExactly("curl Update v1 [.data, .data.a]");
        assertThatThrownBy(() -> story.applies("m2", "{'data':{'a':'c'}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"curl\" using v1: .data.a")
                .isInstanceOfSatisfying(StatusException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(409);
                    assertThat(failure.details())
                            .hasToString("{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":"
                                    + "\"conflict with \\\"curl\\\" using v1\",\"field\":\".data.a\"}]}");
                });
        story.forces("m2", "{'data':{'a':'c'}}");
        assertThat(story.object()).contains("'data':{'a':'c'}");
        assertThat(story.owners()).containsExactly("m2 Apply v1 [.data.a]", "curl Update v1 [.data]");
    }

    @Test
    void severalConflictsAreListedByManager() {
        var story = new ApplyStory("apps/v1", "Deployment")
                .applies("one", "{'spec':{'replicas':1,'paused':true}}")
                .updates(
                        "two",
                        "{'spec':{'replicas':1,'paused':true,'template':{'spec':{'containers':[{'name':'c','image':'a'}]}}}}");
        assertThatThrownBy(
                        () -> story.applies(
                                "me",
                                "{'spec':{'replicas':2,'paused':false,'template':{'spec':{'containers':[{'name':'c','image':'b'}]}}}}"))
                .hasMessage("""
                        Apply failed with 3 conflicts: conflicts with "one":
                        - .spec.paused
                        - .spec.replicas
                        conflicts with "two" using apps/v1:
                        - .spec.template.spec.containers[name="c"].image""");
    }

    @Test
    void aFieldWithOneValueBelongsToAllWhoApplyIt() {
        var story = new ApplyStory("v1", "ConfigMap")
                .applies("me", "{'data':{'a':'1'}}")
                .applies("you", "{'data':{'a':'1'}}");
        assertThat(story.owners()).containsExactly("me Apply v1 [.data.a]", "you Apply v1 [.data.a]");
        assertThatThrownBy(() -> story.applies("you", "{'data':{'a':'2'}}"))
                .hasMessageContaining("conflict with \"me\"");
        assertThat(story.applies("you", "{}").object()).contains("'a':'1'");
        assertThat(story.owners()).containsExactly("me Apply v1 [.data.a]");
    }

    @Test
    void listElementsAreMergedByTheirKeys() {
        var story = new ApplyStory("v1", "Pod")
                .applies("me", "{'spec':{'containers':[{'name':'a','image':'1'},{'name':'b','image':'1'}]}}")
                .applies("you", "{'spec':{'containers':[{'name':'x','image':'1'},{'name':'b','tty':true}]}}");
        assertThat(story.object())
                .contains("'containers':[{'name':'a','image':'1'},{'name':'x','image':'1'},"
                        + "{'name':'b','image':'1','tty':true}]");
        story.applies("me", "{'spec':{'containers':[{'name':'b','image':'2'}]}}");
        assertThat(story.object())
                .contains("'containers':[{'name':'x','image':'1'},{'name':'b','image':'2','tty':true}]");
    }

    @Test
    void aKeyThatIsLeftOutHasItsDefault() {
        var story = new ApplyStory("v1", "Pod")
                .creates(
                        "curl",
                        "{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80,'protocol':'TCP'},"
                                + "{'containerPort':80,'protocol':'UDP'}]}]}}")
                .applies("me", "{'spec':{'containers':[{'name':'a','ports':[{'containerPort':80,'name':'web'}]}]}}");
        assertThat(story.object())
                .contains("{'containerPort':80,'protocol':'TCP','name':'web'},{'containerPort':80,'protocol':'UDP'}");
        assertThat(story.owners())
                .first()
                .asString()
                .contains(".spec.containers[name=\"a\"].ports[containerPort=80,protocol=\"TCP\"].name");
    }

    @Test
    void setsAreMergedByValueAndOtherListsAreTakenWhole() {
        var story = new ApplyStory("v1", "Pod")
                .applies(
                        "me",
                        "{'metadata':{'finalizers':['a/a','a/b']},'spec':{'containers':[{'name':'c','args':['1','2']}]}}")
                .applies("you", "{'metadata':{'finalizers':['a/c']}}");
        assertThat(story.object()).contains("'finalizers':['a/a','a/b','a/c']");
        story.applies("me", "{'metadata':{'finalizers':['a/b']},'spec':{'containers':[{'name':'c','args':['3']}]}}");
        assertThat(story.object()).contains("'finalizers':['a/b','a/c']").contains("'args':['3']");
        assertThatThrownBy(() -> story.applies("you", "{'spec':{'containers':[{'name':'c','args':['4']}]}}"))
                .hasMessageContaining("conflict with \"me\": .spec.containers[name=\"c\"].args");
    }

    @Test
    void nullMeansAbsentAndIsOwned() {
        var story = new ApplyStory("apps/v1", "Deployment")
                .applies("me", "{'spec':{'replicas':1,'paused':true}}")
                .applies("me", "{'spec':{'replicas':null,'paused':true}}");
        assertThat(story.object()).contains("'spec':{'paused':true}");
        assertThat(story.owners()).containsExactly("me Apply apps/v1 [.spec.paused, .spec.replicas]");
    }

    @Test
    void zeroIsAWish() {
        var story = new ApplyStory("apps/v1", "Deployment")
                .creates("curl", "{'spec':{'paused':true,'replicas':3}}")
                .forces("me", "{'spec':{'paused':false,'replicas':0}}");
        assertThat(story.object()).contains("'replicas':0").doesNotContain("'paused':true");
        assertThat(story.owners()).containsExactly("me Apply apps/v1 [.spec.paused, .spec.replicas]");
    }

    @Test
    void anotherWayToWriteTheSameIsNoChange() {
        String container = "{'spec':{'containers':[{'name':'c','resources':{'limits':{'cpu':'%s'}}}]}}";
        var story = new ApplyStory("v1", "Pod").applies("me", container.formatted("1000m"));
        String before = story.objectWithOwners();
        assertThat(before).contains("\"cpu\":\"1\"");
        assertThat(story.applies("me", container.formatted("1000m")).objectWithOwners())
                .isEqualTo(before);
        assertThat(story.applies("you", container.formatted("1")).owners()).hasSize(2);
    }

    @Test
    void whatTheSchemaDoesNotKnowIsRefused() {
        var story = new ApplyStory("apps/v1", "Deployment");
        assertThatThrownBy(() -> story.applies("me", "{'spec':{'foo':1}}"))
                .hasMessage(
                        "failed to create typed patch object (default/x; apps/v1, Kind=Deployment): .spec.foo: field"
                                + " not declared in schema");
        assertThatThrownBy(() -> story.applies("me", "{'spec':{'replicas':'one','paused':[]}}"))
                .hasMessageContaining(
                        "errors:\n  .spec.replicas: expected numeric (int or float), got \"one\"\n  .spec.paused: expected boolean, got []");
        assertThatThrownBy(() -> story.applies("me", "{'spec':{'template':{'spec':{'containers':[{'image':'a'}]}}}}"))
                .hasMessageContaining("omits key field \"name\"");
        assertThatThrownBy(() -> story.applies(
                        "me", "{'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}}}"))
                .hasMessageContaining("duplicate entries for key [name=\"a\"]");
        assertThatThrownBy(() -> story.applies("me", "{'metadata':{'managedFields':[]}}"))
                .hasMessage("metadata.managedFields must be nil");
    }

    @Test
    void ignoredFieldsAreNeitherMergedNorOwned() {
        var story = new ApplyStory("apps/v1", "Deployment", FieldSet.ofNames("status"))
                .applies("me", "{'spec':{'replicas':1},'status':{'replicas':9}}");
        assertThat(story.object()).doesNotContain("status");
        assertThat(story.owners()).containsExactly("me Apply apps/v1 [.spec.replicas]");
    }

    @Test
    void anObjectThatNobodyKeptBookOfBelongsToWhoeverCameBefore() {
        var story = new ApplyStory("v1", "ConfigMap").stored("{'data':{'a':'1','b':'1'}}");
        assertThatThrownBy(() -> story.applies("me", "{'data':{'a':'2'}}"))
                .hasMessage("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a");
        assertThat(story.applies("me", "{'data':{'a':'1'}}").owners())
                .containsExactly("me Apply v1 [.data.a]", "before-first-apply Update v1 [.data, .data.a, .data.b]");
    }

    @Test
    void kubectlMayOverruleItsFormerSelf() {
        var story = new ApplyStory("v1", "ConfigMap")
                .creates(
                        "kubectl-client-side-apply",
                        "{'metadata':{'annotations':{'kubectl.kubernetes.io/last-applied-configuration':"
                                + "'{\\'data\\':{\\'a\\':\\'1\\'}}'}},'data':{'a':'1','b':'1'}}");
        assertThatThrownBy(() -> story.applies("other", "{'data':{'a':'2'}}")).hasMessageContaining("1 conflict");
        assertThatThrownBy(() -> story.applies("kubectl", "{'data':{'a':'2','b':'2'}}"))
                .hasMessageContaining("2 conflicts");
        assertThat(story.applies("kubectl", "{'data':{'a':'2'}}").object()).contains("'a':'2'");
    }

    @Test
    void kubectlMayNotOverruleWhoChangedItsFieldsSince() {
        String annotated = "'metadata':{'annotations':{'kubectl.kubernetes.io/last-applied-configuration':"
                + "'{\\'data\\':{\\'a\\':\\'1\\'}}'}}";
        var story = new ApplyStory("v1", "ConfigMap")
                .creates("kubectl-client-side-apply", "{" + annotated + ",'data':{'a':'1'}}")
                .updates("kubectl-edit", "{" + annotated + ",'data':{'a':'2'}}");
        assertThatThrownBy(() -> story.applies("kubectl", "{'data':{'a':'1'}}"))
                .hasMessageContaining("conflict with \"kubectl-edit\" using v1: .data.a");
    }

    @Test
    void customResourcesWithoutSchemaAreMergedByField() {
        var story = ApplyStory.untyped()
                .applies("me", "{'spec':{'m':{'a':1,'b':{'c':1}},'l':[1,2]}}")
                .applies("you", "{'spec':{'m':{'d':1},'k':null}}")
                .applies("me", "{'spec':{'m':{'b':{'c':1}},'l':[3]}}");
        assertThat(story.object()).contains("'spec':{'m':{'b':{'c':1},'d':1},'l':[3]}");
    }
}
