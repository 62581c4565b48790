// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.engine.Intake;
import dev.skerry.store.engine.Request;
import java.util.List;

/// The only one that writes for this server: takes everything that waits and hands it to [Transactions] in
/// portions, each of which is committed once. If the engine refuses a portion for what is in it, each request
/// is tried once more alone, so that one does not take the others with it.
final class SqlWriter {
    private static final Log LOG = Log.of("store.sql");

    private final Intake intake;
    private final Transactions transactions;

    SqlWriter(Intake intake, Transactions transactions) {
        this.intake = intake;
        this.transactions = transactions;
    }

    /// Writes until the intake is closed and empty.
    void run() {
        try {
            for (List<Request> batch = intake.takeAll(); !batch.isEmpty(); batch = intake.takeAll()) {
                Portions.of(batch).forEach(this::answer);
            }
        } finally {
            stop();
        }
    }

    /// Nobody may wait for a writer that is gone, whatever ended it.
    private void stop() {
        intake.close();
        var closed = new Request.Outcome.Failed(new IllegalStateException("the store is closed"));
        intake.takeAll().forEach(request -> request.answer(closed));
        transactions.close();
    }

    private void answer(List<Request> portion) {
        try {
            List<List<Update>> answers = transactions.commit(portion);
            for (int i = 0; i < portion.size(); i++) {
                portion.get(i).answer(new Request.Outcome.Written(answers.get(i)));
            }
        } catch (StoreUnavailableException away) {
            fail(portion, away);
        } catch (StoreFullException | StoreCorruptException | RefusedException failed) {
            if (portion.size() == 1) {
                fail(portion, failed);
            } else {
                portion.forEach(request -> answer(List.of(request)));
            }
        } catch (RuntimeException failed) {
            LOG.error("writing to the datastore failed", failed);
            fail(portion, failed);
        } catch (Error broken) {
            fail(portion, new IllegalStateException("the writer broke", broken));
            throw broken;
        }
    }

    private static void fail(List<Request> portion, RuntimeException failure) {
        portion.forEach(request -> request.answer(new Request.Outcome.Failed(failure)));
    }
}
