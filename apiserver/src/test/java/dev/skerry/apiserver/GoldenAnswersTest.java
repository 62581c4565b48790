// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Failures as clients of a real API server know them, word for word.
class GoldenAnswersTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "application/json";
    private static final String GENERIC_PATCH = "the server rejected our request due to an error in our request";

    private static TestServer server;
    private static HttpClient client;

    /// @param message how the message begins
    record Case(
            String name,
            String method,
            String path,
            String type,
            String body,
            int code,
            String reason,
            String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        client = HttpClient.newHttpClient();
        send("POST", MAPS, JSON, "{'metadata':{'name':'g1'},'data':{'a':'b'}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "missing object",
                        "GET",
                        MAPS + "/nope",
                        "",
                        "",
                        404,
                        "NotFound",
                        "configmaps \"nope\" not found"),
                new Case(
                        "taken name",
                        "POST",
                        MAPS,
                        JSON,
                        "{'metadata':{'name':'g1'}}",
                        409,
                        "AlreadyExists",
                        "configmaps \"g1\" already exists"),
                new Case(
                        "version at creation",
                        "POST",
                        MAPS,
                        JSON,
                        "{'metadata':{'name':'g2','resourceVersion':'7'}}",
                        500,
                        "",
                        "resourceVersion should not be set on objects to be created"),
                new Case(
                        "other kind",
                        "POST",
                        MAPS,
                        JSON,
                        "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'x'}}",
                        400,
                        "BadRequest",
                        "Secret in version \"v1\" cannot be handled as a ConfigMap"),
                new Case(
                        "other namespace",
                        "POST",
                        MAPS,
                        JSON,
                        "{'metadata':{'name':'x','namespace':'y'}}",
                        400,
                        "BadRequest",
                        "the namespace of the provided object does not match the namespace sent on the request"),
                new Case(
                        "no name",
                        "POST",
                        MAPS,
                        JSON,
                        "{'metadata':{}}",
                        422,
                        "Invalid",
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"),
                new Case(
                        "no JSON",
                        "POST",
                        MAPS,
                        JSON,
                        "{'apiVersion':",
                        400,
                        "BadRequest",
                        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: "),
                new Case(
                        "strange type",
                        "POST",
                        MAPS,
                        "text/html",
                        "x",
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf"),
                new Case(
                        "missing namespace",
                        "POST",
                        "/api/v1/namespaces/nons/configmaps",
                        JSON,
                        "{'metadata':{'name':'x'}}",
                        404,
                        "NotFound",
                        "namespaces \"nons\" not found"),
                new Case(
                        "stale version",
                        "PUT",
                        MAPS + "/g1",
                        JSON,
                        "{'metadata':{'name':'g1','resourceVersion':'1'}}",
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on configmaps \"g1\": the object has been modified; please apply your changes to the latest version and try again"),
                new Case(
                        "other name",
                        "PUT",
                        MAPS + "/g1",
                        JSON,
                        "{'metadata':{'name':'g9'}}",
                        400,
                        "BadRequest",
                        "the name of the object (g9) does not match the name on the URL (g1)"),
                new Case(
                        "PUT of nothing",
                        "PUT",
                        MAPS + "/gx",
                        JSON,
                        "{'metadata':{'name':'gx'}}",
                        404,
                        "NotFound",
                        "configmaps \"gx\" not found"),
                new Case(
                        "other uid",
                        "PUT",
                        MAPS + "/g1",
                        JSON,
                        "{'metadata':{'name':'g1','uid':'abc'}}",
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on configmaps \"g1\": "),
                new Case(
                        "failing test",
                        "PATCH",
                        MAPS + "/g1",
                        "application/json-patch+json",
                        "[{'op':'test','path':'/data/a','value':'z'}]",
                        422,
                        "Invalid",
                        GENERIC_PATCH),
                new Case(
                        "path to nowhere",
                        "PATCH",
                        MAPS + "/g1",
                        "application/json-patch+json",
                        "[{'op':'remove','path':'/nope/a'}]",
                        422,
                        "Invalid",
                        GENERIC_PATCH),
                new Case(
                        "strange patch",
                        "PATCH",
                        MAPS + "/g1",
                        JSON,
                        "{}",
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format"),
                new Case(
                        "apply by nobody",
                        "PATCH",
                        MAPS + "/g1",
                        "application/apply-patch+yaml",
                        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'g1'}}",
                        422,
                        "Invalid",
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"),
                new Case(
                        "strange field",
                        "GET",
                        MAPS + "?fieldSelector=data.a%3Db",
                        "",
                        "",
                        400,
                        "BadRequest",
                        "\"data.a\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""),
                new Case(
                        "strange labels",
                        "GET",
                        MAPS + "?labelSelector=%3D",
                        "",
                        "",
                        400,
                        "BadRequest",
                        "found '=', expected: "),
                new Case(
                        "future",
                        "GET",
                        MAPS + "?resourceVersion=999999999",
                        "",
                        "",
                        504,
                        "Timeout",
                        "Timeout: Too large resource version: 999999999, current: "),
                new Case(
                        "watch from nonsense",
                        "GET",
                        MAPS + "?watch=1&resourceVersion=abc",
                        "",
                        "",
                        500,
                        "",
                        "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax"),
                new Case(
                        "strange token",
                        "GET",
                        MAPS + "?limit=1&continue=iii",
                        "",
                        "",
                        400,
                        "BadRequest",
                        "invalid continue token: continue key is not valid: "),
                new Case(
                        "other object",
                        "DELETE",
                        MAPS + "/g1",
                        JSON,
                        "{'preconditions':{'uid':'x'}}",
                        409,
                        "Conflict",
                        "Operation cannot be fulfilled on ConfigMap \"g1\": the UID in the precondition (x) does not match the UID in record ("),
                new Case(
                        "two policies",
                        "DELETE",
                        MAPS + "/g1",
                        JSON,
                        "{'propagationPolicy':'Foreground','orphanDependents':true}",
                        422,
                        "Invalid",
                        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Foreground\": orphanDependents and deletionPropagation cannot be both set"),
                new Case(
                        "method",
                        "POST",
                        MAPS + "/g1",
                        JSON,
                        "{}",
                        405,
                        "MethodNotAllowed",
                        "the server does not allow this method on the requested resource"),
                new Case(
                        "unknown resource",
                        "GET",
                        "/api/v1/nopes",
                        "",
                        "",
                        404,
                        "NotFound",
                        "the server could not find the requested resource"),
                new Case(
                        "strange dry run",
                        "POST",
                        MAPS + "?dryRun=Foo",
                        JSON,
                        "{'metadata':{'name':'x'}}",
                        422,
                        "Invalid",
                        "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: "),
                new Case(
                        "unknown field",
                        "POST",
                        MAPS + "?fieldValidation=Strict",
                        JSON,
                        "{'metadata':{'name':'x'},'datta':{}}",
                        400,
                        "BadRequest",
                        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"datta\""),
                new Case(
                        "nested too deep",
                        "POST",
                        MAPS,
                        JSON,
                        "[".repeat(100_000),
                        400,
                        "BadRequest",
                        "the object provided is unrecognized"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void failuresReadAsClientsExpect(Case expected) throws Exception {
        var answer = send(expected.method(), expected.path(), expected.type(), expected.body());
        Json status = JsonReader.read(answer.body());
        assertThat(status.at("message").text()).startsWith(expected.message());
        assertThat(answer.statusCode()).isEqualTo(expected.code());
        assertThat(status.at("code").intOr(0)).isEqualTo(expected.code());
        assertThat(status.at("reason").text()).isEqualTo(expected.reason());
        assertThat(status.at("kind").text()).isEqualTo("Status");
        assertThat(answer.headers().firstValue("audit-id")).isPresent();
    }

    @Test
    void anOldWatchIsToldInTheStream() throws Exception {
        var answer = send("GET", MAPS + "?watch=1&resourceVersion=1", "", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        Json event = JsonReader.read(answer.body());
        assertThat(event.at("type").text()).isEqualTo("ERROR");
        assertThat(event.at("object", "code").intOr(0)).isEqualTo(410);
        assertThat(event.at("object", "reason").text()).isEqualTo("Expired");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedAndTheServerLives() throws Exception {
        var answer = send("POST", MAPS, JSON, "x".repeat((3 << 20) + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(JsonReader.read(answer.body()).at("reason").text()).isEqualTo("RequestEntityTooLarge");
        assertThat(send("GET", "/readyz", "", "").body()).isEqualTo("ok");
    }

    private static HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
