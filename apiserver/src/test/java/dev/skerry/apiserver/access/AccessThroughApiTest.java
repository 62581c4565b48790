// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.ApiServerParts;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.BoundObject;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The real API over a store in memory, with everything that decides about access plugged in.
class AccessThroughApiTest {
    private static final Identity ROOT = Identity.of("root", "system:masters");
    private static final Identity JANE = Identity.of("jane", "system:authenticated");
    private static final Identity NODE = Identity.of("system:node:n1", "system:nodes", "system:authenticated");

    private final ObjectStorage storage = new ObjectStorage(new MemoryStore());
    private final ServiceAccountTokens tokens =
            new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
    private final StandardAccess access =
            StandardAccess.build(storage, tokens, Map.of(), SystemClock.CLOCK, new Random(1));
    private final ApiServer api = new ApiServer(new ApiServerParts(
            storage,
            access,
            (node, _) -> {
                throw new StatusException(503, "ServiceUnavailable", node + " is not connected", JsonObject.EMPTY);
            },
            SystemClock.CLOCK,
            new Random(1),
            new Metrics()));

    @Test
    void nothingIsMissingFromTheStart() {
        assertThat(ClusterBootstrap.plan(storage)).isEmpty();
    }

    @Test
    void strangersAreToldThatTheyMayNot() throws Exception {
        assertThat(message(send(api.handler(), "GET", "/api/v1/pods", Map.of(), JsonObject.EMPTY), 403))
                .isEqualTo("pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" "
                        + "in API group \"\" at the cluster scope");
        var token = Map.of("authorization", List.of("Bearer wrong"));
        assertThat(message(send(api.handler(), "GET", "/api/v1/pods", token, JsonObject.EMPTY), 401))
                .isEqualTo("Unauthorized");
        assertThat(send(api.handler(), "GET", "/version", Map.of(), JsonObject.EMPTY)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPodGetsWhatItNeeds() throws Exception {
        account("default", "default");
        var pod = post(ROOT, "/api/v1/namespaces/default/pods", pod("p", ""), 201);
        assertThat(pod.at("spec", "serviceAccountName").text()).isEqualTo("default");
        assertThat(pod.at("spec", "priority").longOr(-1)).isZero();
        assertThat(pod.at("spec", "tolerations").elements()).hasSize(2);
        assertThat(pod.at("spec", "volumes").elements().getFirst().at("name").text())
                .startsWith("kube-api-access-");
    }

    @Test
    void aServiceAccountUsesTheApiWithItsToken() throws Exception {
        account("default", "builder");
        var account = storage.list("", "serviceaccounts", "default").getFirst();
        var none = BoundObject.NONE;
        var token = tokens.issue(new ServiceAccountTokens.Wish(
                "default", new BoundObject("builder", account.uid()), none, none, none, List.of(), 600));
        var headers = Map.of("authorization", List.of("Bearer " + token.token()));
        String path = "/api/v1/namespaces/default/configmaps";
        assertThat(message(send(api.handler(), "GET", path, headers, JsonObject.EMPTY), 403))
                .contains("User \"system:serviceaccount:default:builder\" cannot list resource \"configmaps\"");
        post(ROOT, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", json("""
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'builder'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'edit'},
                 'subjects':[{'kind':'ServiceAccount','name':'builder','namespace':'default'}]}"""), 201);
        assertThat(send(api.handler(), "GET", path, headers, JsonObject.EMPTY).status())
                .isEqualTo(200);
    }

    @Test
    void aRightToOneObjectIsEnoughToFollowIt() throws Exception {
        post(ROOT, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", json("""
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'Role','metadata':{'name':'one'},
                 'rules':[{'apiGroups':[''],'resources':['configmaps'],'resourceNames':['mine'],
                           'verbs':['get','list','watch','deletecollection']}]}"""), 201);
        post(ROOT, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", json("""
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'one'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'Role','name':'one'},
                 'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'jane'}]}"""), 201);
        for (String name : List.of("mine", "theirs")) {
            var object = json("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'}}".formatted(name));
            post(ROOT, "/api/v1/namespaces/default/configmaps", object, 201);
        }
        Json found = JsonReader.read(selected("GET", "metadata.name=mine", 200).body());
        assertThat(found.at("items").elements())
                .extracting(one -> one.at("metadata", "name").text())
                .containsExactly("mine");
        assertThat(message(selected("GET", "metadata.name=theirs", 403), 403))
                .startsWith("configmaps \"theirs\" is forbidden: User \"jane\" cannot list resource");
        for (String selector : List.of("", "metadata.name!=mine", "metadata.name=mine,metadata.name=theirs")) {
            selected("GET", selector, 403);
        }
        selected("DELETE", "metadata.name=mine", 403);
    }

    private Response.Full selected(String method, String selector, int status) throws InterruptedException {
        var query = selector.isEmpty() ? Map.<String, List<String>>of() : Map.of("fieldSelector", List.of(selector));
        String path = "/api/v1/namespaces/default/configmaps";
        var request = new Request(method, path, query, Map.of(), new byte[0], List.of(), "127.0.0.1");
        var answer = (Response.Full) api.handlerAs(JANE).handle(request);
        assertThat(answer.status()).as(method + " " + selector).isEqualTo(status);
        return answer;
    }

    @Test
    void othersCanVerifyTokens() throws Exception {
        var account = Identity.of("system:serviceaccount:default:x", "system:serviceaccounts");
        var issuer = JsonReader.read(
                get(account, "/.well-known/openid-configuration").body());
        assertThat(issuer.at("issuer").text()).isEqualTo(ServiceAccountTokens.ISSUER);
        var keys = get(account, "/openid/v1/jwks");
        assertThat(keys.headers()).containsEntry("Content-Type", "application/jwk-set+json");
        assertThat(JsonReader.read(keys.body()).at("keys").elements()).hasSize(1);
        assertThat(get(Identity.anonymous(), "/openid/v1/jwks").status()).isEqualTo(403);
    }

    @Test
    void nobodyGivesThemselvesRights() throws Exception {
        post(ROOT, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", json("""
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'RoleBinding','metadata':{'name':'jane'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'admin'},
                 'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User','name':'jane'}]}"""), 201);
        String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
        String role = "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'Role','metadata':{'name':'r'},"
                + "'rules':[{'apiGroups':[''],'resources':['%s'],'verbs':['get']}]}";
        post(JANE, roles, json(role.formatted("pods")), 201);
        var refused = post(JANE, roles, json(role.formatted("nodes").replace("'r'", "'r2'")), 403);
        assertThat(refused.at("message").text())
                .isEqualTo("roles.rbac.authorization.k8s.io \"r2\" is forbidden: user \"jane\" "
                        + "(groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions "
                        + "not currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\"]}");
    }

    @Test
    void aNodeMakesItselfAndNoOther() throws Exception {
        String node = "{'apiVersion':'v1','kind':'Node','metadata':{'name':'%s',"
                + "'labels':{'node-role.kubernetes.io/edge':'','kubernetes.io/arch':'arm64'}}}";
        var made = post(NODE, "/api/v1/nodes", json(node.formatted("n1")), 201);
        assertThat(made.at("spec", "taints").elements()).hasSize(1);
        var refused = post(NODE, "/api/v1/nodes", json(node.formatted("n2")), 403);
        assertThat(refused.at("message").text())
                .isEqualTo("nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"");
        assertThat(message(get(NODE, "/api/v1/namespaces/default/secrets/s"), 403))
                .isEqualTo("secrets \"s\" is forbidden: User \"system:node:n1\" cannot get resource \"secrets\" "
                        + "in API group \"\" in the namespace \"default\": "
                        + "no relationship found between node 'n1' and this object");
    }

    private void account(String namespace, String name) throws InterruptedException {
        post(
                ROOT,
                "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                json("{'apiVersion':'v1','kind':'ServiceAccount','metadata':{'name':'%s'}}".formatted(name)),
                201);
    }

    private static JsonObject pod(String name, String node) {
        return json("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s'},'spec':{'nodeName':'%s',"
                        .formatted(name, node)
                + "'containers':[{'name':'c','image':'busybox'}]}}");
    }

    private KubeObject post(Identity who, String path, JsonObject object, int status) throws InterruptedException {
        var answer = send(api.handlerAs(who), "POST", path, Map.of(), object);
        var body = JsonReader.read(answer.body()).object();
        assertThat(answer.status()).as(path + ": " + body.at("message").text()).isEqualTo(status);
        return new KubeObject(body);
    }

    private Response.Full get(Identity who, String path) throws InterruptedException {
        return send(api.handlerAs(who), "GET", path, Map.of(), JsonObject.EMPTY);
    }

    private static String message(Response.Full answer, int status) {
        Json body = JsonReader.read(answer.body());
        assertThat(answer.status()).as(body.toString()).isEqualTo(status);
        return body.at("message").text();
    }

    private static Response.Full send(
            Handler handler, String method, String path, Map<String, List<String>> headers, JsonObject object)
            throws InterruptedException {
        var all = new java.util.HashMap<>(headers);
        all.put("content-type", List.of("application/json"));
        byte[] body = method.equals("GET") ? new byte[0] : JsonWriter.writeBytes(object);
        var request = new Request(method, path, Map.of(), all, body, List.of(), "127.0.0.1");
        return (Response.Full) handler.handle(request);
    }

    private static JsonObject json(String text) {
        return JsonReader.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .object();
    }
}
