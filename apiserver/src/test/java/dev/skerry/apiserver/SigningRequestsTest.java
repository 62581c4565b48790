// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// CertificateSigningRequests: who is written into them, who may decide, and what stays as it is.
@Timeout(30)
class SigningRequestsTest {
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String SIGNER = "example.com/e2e-signer";

    private final CertificateAuthority authority =
            new CertificateAuthority(CertificateAuthority.create("elsewhere", SystemClock.CLOCK), SystemClock.CLOCK);
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
    @Conformance("Certificates API should support CSR API operations")
    void theWholeLifeOfARequest() throws Exception {
        assertThat(admin.get("/apis").toString()).contains("certificates.k8s.io/v1");
        var resources = admin.get("/apis/certificates.k8s.io/v1").at("resources").elements().stream()
                .map(resource -> resource.at("name").text())
                .toList();
        assertThat(resources)
                .contains(
                        "certificatesigningrequests",
                        "certificatesigningrequests/approval",
                        "certificatesigningrequests/status");
        Json one = admin.post(REQUESTS, request("one", SIGNER, "").replace("'name':", "'labels':{'a':'b'},'name':"));
        admin.post(REQUESTS, request("two", SIGNER, ""));
        Json got = admin.get(REQUESTS + "/one");
        assertThat(got).isEqualTo(one);
        assertThat(got.at("spec", "expirationSeconds").longOr(0)).isEqualTo(3600);
        assertThat(admin.get(REQUESTS + "?fieldSelector=spec.signerName=" + SIGNER)
                        .at("items")
                        .elements())
                .hasSize(2);
        assertThat(admin.get(REQUESTS + "?labelSelector=a=b").at("items").elements())
                .hasSize(1);

        String since = one.at("metadata", "resourceVersion").text();
        try (var watch = new BufferedReader(new InputStreamReader(
                admin.watch(REQUESTS + "?watch=1&labelSelector=a=b&resourceVersion=" + since),
                StandardCharsets.UTF_8))) {
            admin.merge(REQUESTS + "/one", "{'metadata':{'annotations':{'patched':'true'}}}");
            Json event = JsonReader.read(watch.readLine());
            assertThat(event.at("type").text()).isEqualTo("MODIFIED");
            assertThat(event.at("object", "metadata", "annotations", "patched").text())
                    .isEqualTo("true");
        }
        approveAndSign();
        assertThat(admin.delete(REQUESTS + "/one").at("status").text()).isEqualTo("Success");
        admin.expect(404, "GET", REQUESTS + "/one", "", "");
        admin.delete(REQUESTS + "?fieldSelector=spec.signerName=" + SIGNER);
        assertThat(admin.get(REQUESTS).at("items").elements()).isEmpty();
    }

    private void approveAndSign() throws Exception {
        assertThat(admin.get(REQUESTS + "/one/approval").at("metadata", "name").text())
                .isEqualTo("one");
        Json approved = admin.merge(
                REQUESTS + "/one/approval",
                "{'metadata':{'annotations':{'patchedapproval':'true'}},"
                        + "'status':{'conditions':[{'type':'ApprovalPatch','status':'True','reason':'e2e'}]}}");
        assertThat(approved.at("metadata", "annotations", "patchedapproval").text())
                .isEqualTo("true");
        Json condition = approved.at("status", "conditions").elements().getFirst();
        assertThat(condition.at("type").text()).isEqualTo("ApprovalPatch");
        assertThat(condition.at("lastUpdateTime").text()).isNotEmpty();
        assertThat(condition.at("lastTransitionTime").text()).isNotEmpty();
        Json put = admin.put(
                REQUESTS + "/one/approval",
                approved.toString().replace("\"type\":\"ApprovalPatch\"", "\"type\":\"Approved\""));
        assertThat(put.at("status", "conditions").toString()).contains("\"Approved\"");

        assertThat(admin.get(REQUESTS + "/one/status").at("metadata", "name").text())
                .isEqualTo("one");
        String certificate = certificate();
        Json signed = admin.merge(
                REQUESTS + "/one/status",
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'certificate':'" + certificate + "'}}");
        assertThat(signed.at("status", "certificate").text()).isEqualTo(certificate);
        assertThat(signed.at("metadata", "annotations", "patchedstatus").text()).isEqualTo("true");
        Json updated = admin.put(
                REQUESTS + "/one/status",
                signed.toString()
                        .replace(
                                "\"conditions\":[",
                                "\"conditions\":[{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"e2e\"},"));
        assertThat(updated.at("status", "conditions").elements()).hasSize(2);
    }

    @Test
    void theServerSaysWhoAskedAndKeepsWhatWasAsked() throws Exception {
        mayAsk("jane");
        var jane = admin.with("Impersonate-User", "jane").with("Impersonate-Group", "devs");
        var made = jane.post(REQUESTS, request("mine", SIGNER, "'username':'root','groups':['system:masters'],"));
        assertThat(made.at("spec", "username").text()).isEqualTo("jane");
        assertThat(made.at("spec", "groups").toString()).isEqualTo("[\"devs\",\"system:authenticated\"]");
        assertThat(made.at("status").object().fields()).isEmpty();
        var kept =
                admin.merge(REQUESTS + "/mine", "{'spec':{'usages':['server auth']},'metadata':{'labels':{'x':'y'}}}");
        assertThat(kept.at("spec")).isEqualTo(made.at("spec"));
        assertThat(kept.at("metadata", "labels", "x").text()).isEqualTo("y");
        var same = admin.merge(REQUESTS + "/mine", "{'status':{'certificate':'" + certificate() + "'}}");
        assertThat(same.at("status").object().fields())
                .as("only /status writes the status")
                .isEmpty();
    }

    @Test
    void onlyThoseWithTheSignersRightDecide() throws Exception {
        admin.post(REQUESTS, request("r", SIGNER, ""));
        mayAsk("jane");
        var jane = admin.with("Impersonate-User", "jane");
        String approval = "{'status':{'conditions':[{'type':'Approved','status':'True','reason':'x'}]}}";
        assertThat(jane.refusal(403, "PATCH", REQUESTS + "/r/approval", approval))
                .isEqualTo("certificatesigningrequests.certificates.k8s.io \"r\" is forbidden: "
                        + "user not permitted to approve requests with signerName \"" + SIGNER + "\"");
        String signing = "{'status':{'certificate':'" + certificate() + "'}}";
        assertThat(jane.refusal(403, "PATCH", REQUESTS + "/r/status", signing))
                .contains("user not permitted to sign requests with signerName \"" + SIGNER + "\"");
        allow(
                "decider",
                "jane",
                "{'apiGroups':['certificates.k8s.io'],'resources':['signers'],"
                        + "'resourceNames':['example.com/*'],'verbs':['approve','sign']}");
        jane.merge(REQUESTS + "/r/approval", approval);
        jane.merge(REQUESTS + "/r/status", signing);
    }

    @Test
    void aVerdictStaysAndACertificateIsNotReplaced() throws Exception {
        admin.post(REQUESTS, request("r", SIGNER, ""));
        String path = REQUESTS + "/r";
        assertThat(admin.refusal(422, "PATCH", path + "/status", conditions("Approved", "True")))
                .contains("status.conditions: Forbidden: updates may not add a condition of type \"Approved\"");
        assertThat(admin.refusal(422, "PATCH", path + "/approval", conditions("Approved", "False")))
                .contains("status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\"");
        admin.merge(path + "/approval", conditions("Approved", "True"));
        assertThat(admin.refusal(422, "PATCH", path + "/approval", conditions("Denied", "True")))
                .contains("updates may not remove a condition of type \"Approved\"");
        assertThat(admin.refusal(
                        422,
                        "PATCH",
                        path + "/approval",
                        conditions("Approved", "True").replace("}]}}", "},{'type':'Denied','status':'True'}]}}")))
                .contains("Approved and Denied conditions are mutually exclusive");
        assertThat(admin.refusal(422, "PATCH", path + "/status", "{'status':{'certificate':'bm8gUEVN'}}"))
                .contains("status.certificate: Invalid value: \"<certificate data>\"");
        var other =
                new CertificateAuthority(CertificateAuthority.create("another", SystemClock.CLOCK), SystemClock.CLOCK);
        admin.merge(path + "/status", "{'status':{'certificate':'" + certificate() + "'}}");
        assertThat(admin.refusal(
                        422,
                        "PATCH",
                        path + "/status",
                        "{'status':{'certificate':'" + base64(Pem.write(List.of(other.certificate()))) + "'}}"))
                .contains("status.certificate: Forbidden: updates may not modify existing certificate content");
    }

    @Test
    void aRequestThatNobodyCouldSignIsRefused() throws Exception {
        record Case(String from, String to, String why) {}
        String good = request("r", SIGNER, "");
        for (var c : List.of(
                new Case(
                        "'expirationSeconds':3600",
                        "'expirationSeconds':599",
                        "may not specify a duration less than 600"),
                new Case("['client auth']", "[]", "spec.usages: Required value"),
                new Case("['client auth']", "['flying']", "spec.usages[0]: Unsupported value: \"flying\""),
                new Case("['client auth']", "['client auth','client auth']", "spec.usages[1]: Duplicate value"),
                new Case(SIGNER, "kubernetes.io/legacy-unknown", "is not allowed via this API version"),
                new Case(SIGNER, "nowhere", "must be a fully qualified domain and path"),
                new Case("'request':'LS", "'request':'MS", "spec.request: Invalid value"))) {
            assertThat(good).contains(c.from);
            assertThat(admin.refusal(422, "POST", REQUESTS, good.replace(c.from, c.to)))
                    .as(c.to)
                    .contains(c.why);
        }
    }

    @Test
    void nobodyBecomesAMasterByApproval() throws Exception {
        var masters = DistinguishedName.of("eve", "system:masters");
        String eve = request("eve", "kubernetes.io/kube-apiserver-client", "", masters);
        assertThat(admin.refusal(403, "POST", REQUESTS, eve))
                .contains("use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
    }

    private void mayAsk(String user) throws Exception {
        allow(
                "asker",
                user,
                "{'apiGroups':['certificates.k8s.io'],'verbs':['create','patch'],'resources':"
                        + "['certificatesigningrequests','certificatesigningrequests/approval','certificatesigningrequests/status']}");
    }

    private void allow(String role, String user, String rule) throws Exception {
        String group = "/apis/rbac.authorization.k8s.io/v1";
        admin.post(group + "/clusterroles", "{'metadata':{'name':'" + role + "'},'rules':[" + rule + "]}");
        admin.post(
                group + "/clusterrolebindings",
                "{'metadata':{'name':'" + role + "'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io',"
                        + "'kind':'ClusterRole','name':'" + role + "'},'subjects':[{'kind':'User',"
                        + "'apiGroup':'rbac.authorization.k8s.io','name':'" + user + "'}]}");
    }

    private static String conditions(String type, String status) {
        return "{'status':{'conditions':[{'type':'" + type + "','status':'" + status + "'}]}}";
    }

    private static String request(String name, String signer, String more) {
        return request(name, signer, more, DistinguishedName.of("e2e", "test"));
    }

    private static String request(String name, String signer, String more, DistinguishedName subject) {
        String pem = CertificateRequest.create(Keys.generate(), subject, List.of());
        return "{'apiVersion':'certificates.k8s.io/v1','kind':'CertificateSigningRequest','metadata':{'name':'" + name
                + "'},'spec':{" + more + "'signerName':'" + signer + "','usages':['client auth'],"
                + "'expirationSeconds':3600,'request':'" + base64(pem) + "'}}";
    }

    private String certificate() {
        return base64(Pem.write(List.of(authority.certificate())));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
