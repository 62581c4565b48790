// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is it, and may they: asked over real connections, as clients ask.
@Timeout(30)
class IdentityQuestionsTest {
    private static final String CORE = "/api/v1/namespaces/default/";
    private static final String ACCOUNTS = CORE + "serviceaccounts";
    private static final String AUTHENTICATION = "/apis/authentication.k8s.io/v1/";
    private static final String AUTHORIZATION = "/apis/authorization.k8s.io/v1/";

    private TestServer server;
    private Api admin;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        admin = Api.of(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    @Conformance("ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview")
    void aTokenIsReviewedAsItsAccount() throws Exception {
        Json account = admin.post(ACCOUNTS, "{'metadata':{'name':'builder'}}");
        Json made = admin.post(ACCOUNTS + "/builder/token", "{'spec':{}}");
        String token = made.at("status", "token").text();
        Json review = review(token, "");
        assertThat(review.at("status", "authenticated").booleanOr(false)).isTrue();
        assertThat(review.at("status", "error").text()).isEmpty();
        Json user = review.at("status", "user");
        assertThat(user.at("username").text()).isEqualTo("system:serviceaccount:default:builder");
        assertThat(user.at("uid")).isEqualTo(account.at("metadata", "uid"));
        assertThat(user.at("groups").elements().stream().map(Json::text))
                .containsExactlyInAnyOrder(
                        "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
        String id = claims(token).at("jti").text();
        assertThat(user.at("extra", "authentication.kubernetes.io/credential-id")
                        .toString())
                .isEqualTo("[\"JTI=" + id + "\"]");
        Json me = admin.withToken(token).post(AUTHENTICATION + "selfsubjectreviews", "{}");
        assertThat(me.at("status", "userInfo")).isEqualTo(user);
    }

    @Test
    void aTokenIsGoodForItsAudiencesItsTimeAndWhatItIsBoundTo() throws Exception {
        admin.post(ACCOUNTS, "{'metadata':{'name':'default'}}");
        admin.post(CORE + "secrets", "{'metadata':{'name':'s'}}");
        admin.post("/api/v1/nodes", "{'metadata':{'name':'n'}}");
        admin.post(
                CORE + "pods",
                "{'metadata':{'name':'p'},'spec':{'nodeName':'n','containers':[{'name':'c','image':'i'}]}}");
        String vault = token("{'audiences':['vault','backup']}");
        assertThat(review(vault, "'audiences':['backup','other']")
                        .at("status", "audiences")
                        .toString())
                .isEqualTo("[\"backup\"]");
        assertThat(review(vault, "").at("status", "authenticated").booleanOr(false))
                .isFalse();
        for (String[] bound : new String[][] {{"Secret", "secrets/s"}, {"Node", "../../nodes/n"}, {"Pod", "pods/p"}}) {
            String path = bound[1].startsWith("..") ? "/api/v1/nodes/n" : CORE + bound[1];
            String name = path.substring(path.lastIndexOf('/') + 1);
            String token =
                    token("{'boundObjectRef':{'apiVersion':'v1','kind':'" + bound[0] + "','name':'" + name + "'}}");
            assertThat(review(token, "").at("status", "authenticated").booleanOr(false))
                    .as(bound[0])
                    .isTrue();
            if (bound[0].equals("Pod")) {
                Json extra = review(token, "").at("status", "user", "extra");
                assertThat(extra.at("authentication.kubernetes.io/pod-name").toString())
                        .isEqualTo("[\"p\"]");
                assertThat(extra.at("authentication.kubernetes.io/node-name").toString())
                        .isEqualTo("[\"n\"]");
            }
            admin.delete(path + "?gracePeriodSeconds=0");
            assertThat(review(token, "").at("status", "authenticated").booleanOr(true))
                    .as(bound[0])
                    .isFalse();
        }
        assertThat(admin.refusal(422, "POST", ACCOUNTS + "/default/token", "{'spec':{'expirationSeconds':599}}"))
                .contains(
                        "spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes");
        assertThat(admin.refusal(404, "POST", ACCOUNTS + "/nobody/token", "{'spec':{}}"))
                .isEqualTo("serviceaccounts \"nobody\" not found");
    }

    @Test
    @Conformance("ServiceAccounts should run through the lifecycle of a ServiceAccount")
    void theWholeLifeOfAnAccount() throws Exception {
        Json made = admin.post(ACCOUNTS, "{'metadata':{'name':'a','labels':{'static':'true'}}}");
        String since = made.at("metadata", "resourceVersion").text();
        try (var watch = new BufferedReader(new InputStreamReader(
                admin.watch(ACCOUNTS + "?watch=1&labelSelector=static=true&resourceVersion=0"),
                StandardCharsets.UTF_8))) {
            assertThat(JsonReader.read(watch.readLine()).at("type").text()).isEqualTo("ADDED");
            Json patched = admin.merge(ACCOUNTS + "/a", "{'automountServiceAccountToken':false}");
            assertThat(patched.at("automountServiceAccountToken").booleanOr(true))
                    .isFalse();
            assertThat(patched.at("metadata", "resourceVersion").text()).isNotEqualTo(since);
            assertThat(JsonReader.read(watch.readLine()).at("type").text()).isEqualTo("MODIFIED");
            Json all = admin.get("/api/v1/serviceaccounts?labelSelector=static=true");
            assertThat(all.at("items").elements()).hasSize(1);
            admin.delete(ACCOUNTS + "?labelSelector=static=true");
            assertThat(JsonReader.read(watch.readLine()).at("type").text()).isEqualTo("DELETED");
        }
        admin.expect(404, "GET", ACCOUNTS + "/a", "", "");
    }

    @Test
    @Conformance("ServiceAccounts should update a ServiceAccount")
    void anAccountIsReplaced() throws Exception {
        Json made = admin.post(ACCOUNTS, "{'metadata':{'name':'a'},'automountServiceAccountToken':false}");
        assertThat(made.at("automountServiceAccountToken").booleanOr(true)).isFalse();
        Json put = admin.put(
                ACCOUNTS + "/a",
                made.toString()
                        .replace("\"automountServiceAccountToken\":false", "\"automountServiceAccountToken\":true"));
        assertThat(put.at("automountServiceAccountToken").booleanOr(false)).isTrue();
        assertThat(admin.get(ACCOUNTS + "/a")).isEqualTo(put);
    }

    @Test
    @Conformance("ServiceAccounts should allow opting out of API token automount")
    void aPodGetsATokenUnlessItOrItsAccountSaysNo() throws Exception {
        admin.post(ACCOUNTS, "{'metadata':{'name':'default'}}");
        admin.post(ACCOUNTS, "{'metadata':{'name':'mount'},'automountServiceAccountToken':true}");
        admin.post(ACCOUNTS, "{'metadata':{'name':'nomount'},'automountServiceAccountToken':false}");
        for (String account : List.of("default", "mount", "nomount")) {
            for (String pods : List.of("", "true", "false")) {
                String wish = pods.isEmpty() ? "" : "'automountServiceAccountToken':" + pods + ",";
                Json pod = admin.post(
                        CORE + "pods",
                        "{'metadata':{'generateName':'p-'},'spec':{" + wish + "'serviceAccountName':'" + account
                                + "','containers':[{'name':'c','image':'i'}]}}");
                boolean isMounted =
                        pod.at("spec", "containers").elements().getFirst().at("volumeMounts").elements().stream()
                                .anyMatch(mount -> mount.at("mountPath")
                                        .text()
                                        .equals("/var/run/secrets/kubernetes.io/serviceaccount"));
                boolean isWanted = pods.isEmpty() ? !account.equals("nomount") : pods.equals("true");
                assertThat(isMounted).as(account + " " + pods).isEqualTo(isWanted);
            }
        }
    }

    @Test
    @Conformance("SubjectReview should support SubjectReview API operations")
    void whatReviewsSayIsWhatHappens() throws Exception {
        admin.post(ACCOUNTS, "{'metadata':{'name':'e2e'}}");
        String account = "system:serviceaccount:default:e2e";
        String spec =
                "'user':'" + account + "','resourceAttributes':{'group':'','version':'v1','resource':'configmaps',"
                        + "'verb':'list','namespace':'default'}";
        var acting = admin.with("Impersonate-User", account);
        for (boolean isAllowed : new boolean[] {false, true}) {
            Json review = admin.post(AUTHORIZATION + "subjectaccessreviews", "{'spec':{" + spec + "}}");
            assertThat(review.at("status", "allowed").booleanOr(!isAllowed)).isEqualTo(isAllowed);
            Json local = admin.post(
                    AUTHORIZATION + "namespaces/default/localsubjectaccessreviews",
                    "{'metadata':{'namespace':'default'},'spec':{" + spec + "}}");
            assertThat(local.at("status", "allowed").booleanOr(!isAllowed)).isEqualTo(isAllowed);
            acting.expect(isAllowed ? 200 : 403, "GET", CORE + "configmaps", "", "");
            if (!isAllowed) {
                bind("e2e", "view", "{'kind':'ServiceAccount','namespace':'default','name':'e2e'}");
            }
        }
    }

    @Test
    void actingForOthersNeedsTheRightForEachPartOfThem() throws Exception {
        role(
                "helper",
                "{'apiGroups':[''],'resources':['users'],'resourceNames':['jane'],'verbs':['impersonate']},"
                        + "{'apiGroups':[''],'resources':['groups'],'resourceNames':['devs'],'verbs':['impersonate']},"
                        + "{'apiGroups':['authentication.k8s.io'],'resources':['userextras/team'],'resourceNames':['blue'],"
                        + "'verbs':['impersonate']}");
        bind("helper", "helper", "{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'stranger'}");
        var stranger = admin.withToken("stranger");
        var jane = stranger.with("Impersonate-User", "jane")
                .with("Impersonate-Group", "devs")
                .with("Impersonate-Extra-Team", "blue");
        Json me = jane.post(AUTHENTICATION + "selfsubjectreviews", "{}").at("status", "userInfo");
        assertThat(me.at("username").text()).isEqualTo("jane");
        assertThat(me.at("groups").toString()).isEqualTo("[\"devs\",\"system:authenticated\"]");
        assertThat(me.at("extra").toString()).isEqualTo("{\"team\":[\"blue\"]}");
        record Case(String header, String value, String cannot) {}
        for (var c : List.of(
                new Case("Impersonate-Uid", "7", "uids.authentication.k8s.io \"7\" is forbidden"),
                new Case("Impersonate-Extra-Team", "red", "userextras.authentication.k8s.io \"red\" is forbidden"),
                new Case("Impersonate-Group", "ops", "groups \"ops\" is forbidden"),
                new Case("Impersonate-User", "root", "users \"root\" is forbidden"),
                new Case(
                        "Impersonate-User",
                        "system:serviceaccount:default:e2e",
                        "serviceaccounts \"e2e\" is forbidden: User \"stranger\" cannot impersonate resource"
                                + " \"serviceaccounts\" in API group \"\" in the namespace \"default\""))) {
            assertThat(jane.with(c.header, c.value).refusal(403, "POST", AUTHENTICATION + "selfsubjectreviews", "{}"))
                    .contains(c.cannot);
        }
        assertThat(stranger.with("Impersonate-Group", "devs")
                        .send("POST", AUTHENTICATION + "selfsubjectreviews", "application/json", "{}")
                        .statusCode())
                .as("a group without a user")
                .isEqualTo(400);
    }

    @Test
    void selectorsBelongToTheQuestion() throws Exception {
        String wrong = "{'spec':{'user':'x','resourceAttributes':{'verb':'list','resource':'pods',"
                + "'fieldSelector':{'rawSelector':'a=b','requirements':[{'key':'a','operator':'In','values':['b']}]}}}}";
        assertThat(admin.refusal(422, "POST", AUTHORIZATION + "subjectaccessreviews", wrong))
                .contains("spec.resourceAttributes.fieldSelector.rawSelector");
        String good = "{'spec':{'user':'x','groups':['system:masters'],'resourceAttributes':{'verb':'list',"
                + "'resource':'pods','labelSelector':{'requirements':[{'key':'a','operator':'Exists'}]}}}}";
        assertThat(admin.post(AUTHORIZATION + "subjectaccessreviews", good)
                        .at("status", "allowed")
                        .booleanOr(false))
                .isTrue();
    }

    @Test
    void aNodeMayListThePodsThatAreItsOwnByTheFieldSelector() throws Exception {
        String question =
                "{'spec':{'user':'system:node:n','groups':['system:nodes'],'resourceAttributes':{'verb':'list',"
                        + "'resource':'pods','fieldSelector':{'requirements':[{'key':'spec.nodeName','operator':'In','values':['%s']}]}}}}";
        for (String node : List.of("n", "other")) {
            assertThat(admin.post(AUTHORIZATION + "subjectaccessreviews", question.formatted(node))
                            .at("status", "allowed")
                            .booleanOr(false))
                    .as(node)
                    .isEqualTo(node.equals("n"));
        }
        var asNode = admin.with("Impersonate-User", "system:node:n").with("Impersonate-Group", "system:nodes");
        asNode.expect(200, "GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn", "", "");
        asNode.expect(403, "GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dother", "", "");
        asNode.expect(403, "GET", "/api/v1/pods", "", "");
    }

    private String token(String spec) throws Exception {
        return admin.post(ACCOUNTS + "/default/token", "{'spec':" + spec + "}")
                .at("status", "token")
                .text();
    }

    private Json review(String token, String more) throws Exception {
        return admin.post(
                AUTHENTICATION + "tokenreviews",
                "{'spec':{" + more + (more.isEmpty() ? "" : ",") + "'token':'" + token + "'}}");
    }

    private void role(String name, String rules) throws Exception {
        admin.post(
                "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                "{'metadata':{'name':'" + name + "'},'rules':[" + rules + "]}");
    }

    private void bind(String name, String role, String subject) throws Exception {
        admin.post(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                "{'metadata':{'name':'" + name + "'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io',"
                        + "'kind':'ClusterRole','name':'" + role + "'},'subjects':[" + subject + "]}");
    }

    private static Json claims(String token) {
        return JsonReader.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }
}
