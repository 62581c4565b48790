// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.webhook;

import dev.skerry.apiserver.address.ServiceEndpoints;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Puts a question to whoever a `clientConfig` names, and reads the answer: what webhooks for admission and
/// for conversion have in common. All of them share its connections. Used by the threads of requests.
public final class WebhookExchange {
    private final WebhookAddresses addresses;
    private final WebhookClient client;

    /// @param objects where Services and their pods are found
    /// @param random picks one of the pods
    public WebhookExchange(ObjectSource objects, RandomGenerator random, Clock clock) {
        this.addresses = new WebhookAddresses(new ServiceEndpoints(objects, random));
        this.client = new WebhookClient(clock);
    }

    /// What was answered, which is JSON.
    ///
    /// @param config a `clientConfig`
    /// @throws IOException if nobody could be reached, or the answer is no success; its message says which
    ///     address was meant
    public Json post(JsonObject config, JsonObject question, Duration timeout) throws IOException {
        WebhookAddress address = addresses.resolve(config);
        String target = "Post \"" + address.url() + "?timeout=" + timeout.toSeconds() + "s\": ";
        WebhookConnection.Answer answer;
        try {
            answer = client.post(address, config.at("caBundle").text(), JsonWriter.writeBytes(question), timeout);
        } catch (SocketTimeoutException e) {
            throw new IOException(target + "context deadline exceeded", e);
        } catch (IOException e) {
            throw new IOException(target + e.getMessage(), e);
        }
        if (answer.status() / 100 != 2) {
            throw new IOException("the server answered with status " + answer.status());
        }
        try {
            return JsonReader.read(answer.body());
        } catch (JsonException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
