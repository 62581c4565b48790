// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SubjectName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A webhook of somebody else, over TLS, as the pod `hook` of the Service `hook` in the namespace `hooks`.
/// Its paths: `/allow`, `/deny`, `/mark` (adds the datum `marked-N`, N counted up from the data there is),
/// `/foreign` (adds a field that no kind has), `/container` (adds an init container), `/hang`, `/wrong`.
final class WebhookServer implements AutoCloseable {
    private final CertificateAuthority authority =
            new CertificateAuthority(CertificateAuthority.create("hooks", SystemClock.CLOCK), SystemClock.CLOCK);
    private final HttpServer http;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Json> questions = new CopyOnWriteArrayList<>();

    WebhookServer(Api admin) throws Exception {
        this(admin, Optional.empty());
    }

    /// @param other answers instead of the paths named above
    WebhookServer(Api admin, Optional<Handler> other) throws Exception {
        Credential own = authority.issueServer("hook", List.of(SubjectName.parse("hook.hooks.svc")));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var tls = new TlsSettings(own.key(), own.chain(), List.of(authority.certificate()));
        this.http = HttpServer.start(
                ServerSettings.secure(address, tls), other.orElse(this::answer), SystemClock.CLOCK, new Metrics());
        admin.post("/api/v1/namespaces", "{'metadata':{'name':'hooks','labels':{'hooks':'none'}}}");
        String core = "/api/v1/namespaces/hooks/";
        admin.post(core + "serviceaccounts", "{'metadata':{'name':'default'}}");
        admin.post(
                core + "pods",
                "{'metadata':{'name':'hook','labels':{'app':'hook'}},"
                        + "'spec':{'containers':[{'name':'a','image':'a'}]}}");
        admin.expect(
                200,
                "PATCH",
                core + "pods/hook/status",
                "application/merge-patch+json",
                "{'status':{'phase':'Running','podIP':'127.0.0.1','podIPs':[{'ip':'127.0.0.1'}],"
                        + "'conditions':[{'type':'Ready','status':'True'}]}}");
        admin.post(
                core + "services",
                "{'metadata':{'name':'hook'},'spec':{'selector':{'app':'hook'},'ports':[{'port':443,'targetPort':%d}]}}"
                        .formatted(http.address().getPort()));
    }

    /// What it was asked, as AdmissionReviews.
    List<Json> questions() {
        return questions;
    }

    /// A configuration with one webhook.
    ///
    /// @param more further fields of the webhook, each with a comma before it
    String configuration(String name, String path, String rule, String more) {
        return ("{'metadata':{'name':'%1$s','labels':{'test':'hook'}},'webhooks':[{'name':'%1$s.plant.example',"
                        + "'clientConfig':{'service':{'namespace':'hooks','name':'hook','path':'%2$s'},'caBundle':'%3$s'},"
                        + "'rules':[%4$s],'sideEffects':'None','admissionReviewVersions':['v1','v1beta1'],"
                        + "'namespaceSelector':{'matchExpressions':[{'key':'hooks','operator':'NotIn','values':['none']}]}"
                        + "%5$s}]}")
                .formatted(name, path, bundle(), rule, more);
    }

    /// Whom to trust, as a `caBundle`.
    String bundle() {
        return Base64.getEncoder()
                .encodeToString(Pem.write(List.of(authority.certificate())).getBytes(StandardCharsets.UTF_8));
    }

    private Response answer(Request request) throws InterruptedException {
        Json review = JsonReader.read(request.body());
        questions.add(review);
        var response =
                JsonObject.builder().put("uid", review.at("request", "uid").text());
        switch (request.path()) {
            case "/deny" ->
                response.put("allowed", false)
                        .put("status", JsonObject.of("message", "the hook says no", "code", 403, "reason", "Forbidden"))
                        .put("warnings", List.of("think again"));
            case "/mark" -> patch(response, "[{'op':'add','path':'/data/marked-%d','value':'yes'}]", review);
            case "/foreign" -> patch(response, "[{'op':'add','path':'/data/foreign','value':'%d'}]", review);
            case "/container" ->
                patch(
                        response,
                        "[{'op':'add','path':'/spec/initContainers','value':[{'name':'i','image':'i'}]}]",
                        review);
            case "/wrong" -> response.put("uid", "another").put("allowed", true);
            case "/hang" -> {
                closed.await();
                response.put("allowed", true);
            }
            default -> response.put("allowed", true);
        }
        var answer = JsonObject.of(
                "kind", "AdmissionReview", "apiVersion", review.at("apiVersion"), "response", response.build());
        return new Response.Full(200, Map.of("Content-Type", "application/json"), JsonWriter.writeBytes(answer));
    }

    private static void patch(JsonObject.Builder response, String operations, Json review) {
        int size = review.at("request", "object", "data").object().size();
        byte[] patch = operations.formatted(size).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        response.put("allowed", true)
                .put("patchType", "JSONPatch")
                .put("patch", Base64.getEncoder().encodeToString(patch));
    }

    @Override
    public void close() {
        closed.countDown();
        http.close();
    }
}
