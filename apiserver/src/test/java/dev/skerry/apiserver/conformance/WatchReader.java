// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The events of a watch, one after the other. The server ends the watch when a test waits too long.
final class WatchReader implements AutoCloseable {
    private final BufferedReader lines;

    WatchReader(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /// The next event, whatever it is.
    Json next() throws IOException {
        String line = lines.readLine();
        assertThat(line).as("the watch goes on").isNotNull();
        return JsonReader.read(line);
    }

    /// The object of the next event, which must be of that type.
    Json next(String type) throws IOException {
        Json event = next();
        assertThat(event.at("type").text()).as(event.toString()).isEqualTo(type);
        return event.at("object");
    }

    /// The object of the next event of that type, past others.
    Json skipTo(String type) throws IOException {
        Json event = next();
        while (!event.at("type").text().equals(type)) {
            event = next();
        }
        return event.at("object");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
