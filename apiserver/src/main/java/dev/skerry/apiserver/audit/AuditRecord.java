// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.apiserver.audit.AuditPolicy.Level;
import dev.skerry.apiserver.audit.AuditPolicy.Stage;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/// What is kept of one request, told stage by stage. Belongs to the thread of the request.
public sealed interface AuditRecord {
    /// Of a request of which nothing is kept.
    AuditRecord NOTHING = new Unfollowed();

    /// The request is made on behalf of somebody else.
    void actingAs(Identity identity);

    /// The request may be made.
    void allowed(String reason);

    /// What admission found worth keeping.
    void noted(Map<String, String> annotations);

    /// The answer, which tells by itself when it is over if it goes on.
    Response answered(Response response);

    /// Keeps nothing and costs nothing.
    record Unfollowed() implements AuditRecord {
        @Override
        public void actingAs(Identity identity) {
            // Nothing of this request is kept.
        }

        @Override
        public void allowed(String reason) {
            // Nothing of this request is kept.
        }

        @Override
        public void noted(Map<String, String> annotations) {
            // Nothing of this request is kept.
        }

        @Override
        public Response answered(Response response) {
            return response;
        }
    }

    /// Keeps what the policy says.
    final class Followed implements AuditRecord {
        private final AuditEvent event;
        private final AuditPolicy.Verdict verdict;
        private final Clock clock;
        private final Consumer<JsonObject> trail;
        private boolean isAllowed;

        Followed(
                Request request,
                Attributes attributes,
                String id,
                AuditPolicy.Verdict verdict,
                Clock clock,
                Consumer<JsonObject> trail) {
            this.event = AuditEvent.of(request, attributes, id, verdict, clock.now());
            this.verdict = verdict;
            this.clock = clock;
            this.trail = trail;
        }

        void received() {
            tell(Stage.REQUEST_RECEIVED);
        }

        @Override
        public void actingAs(Identity identity) {
            event.actingAs(identity);
        }

        @Override
        public void allowed(String reason) {
            isAllowed = true;
            event.decided("allow", reason);
        }

        @Override
        public void noted(Map<String, String> annotations) {
            event.noted(annotations);
        }

        @Override
        public Response answered(Response response) {
            if (!isAllowed && response.status() == 403) {
                event.decided("forbid", "");
            }
            return switch (response) {
                case Response.Full full -> {
                    event.answered(full);
                    tell(Stage.RESPONSE_COMPLETE);
                    yield full;
                }
                case Response.Stream stream ->
                    new Response.Stream(
                            stream.status(),
                            stream.headers(),
                            out -> follow(stream.status(), () -> stream.writer().writeTo(out)));
                case Response.Upgrade upgrade ->
                    new Response.Upgrade(
                            upgrade.headers(),
                            (in, out) ->
                                    follow(101, () -> upgrade.conversation().run(in, out)));
            };
        }

        /// Writes an answer that goes on.
        @FunctionalInterface
        private interface Work {
            void run() throws IOException, InterruptedException;
        }

        private void follow(int status, Work work) throws IOException, InterruptedException {
            event.started(status);
            tell(Stage.RESPONSE_STARTED);
            try {
                work.run();
            } finally {
                tell(Stage.RESPONSE_COMPLETE);
            }
        }

        private void tell(Stage stage) {
            if (!verdict.omitted().contains(stage) && verdict.level() != Level.NONE) {
                Instant now = clock.now();
                trail.accept(event.at(stage, now));
            }
        }
    }
}
