// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    @ParameterizedTest(name = "owners {0}, finalizer {1}, dependents {2}: {3}")
    @CsvSource({
        "ALIVE,         '',                 false, Keep[]",
        "ALIVE GONE,    '',                 false, 'Forget[uids=[owner1]]'",
        "ALIVE WAITING, '',                 false, 'Forget[uids=[owner1]]'",
        "GONE,          '',                 true,  Delete[propagation=BACKGROUND]",
        "GONE GONE,     '',                 false, Delete[propagation=BACKGROUND]",
        "WAITING,       '',                 false, Delete[propagation=BACKGROUND]",
        "WAITING,       '',                 true,  Delete[propagation=FOREGROUND]",
        "GONE,          orphan,             true,  Delete[propagation=ORPHAN]",
        "GONE,          foregroundDeletion, false, Delete[propagation=FOREGROUND]",
        "UNKNOWN,       '',                 false, Keep[]",
        "UNKNOWN GONE,  '',                 false, Keep[]",
    })
    void whatBecomesOfAnObject(String owners, String finalizer, boolean hasDependents, String verdict) {
        List<Verdict.Owner> standing =
                Arrays.stream(owners.split(" ")).map(Verdict.Owner::valueOf).toList();
        Map<String, Verdict.Owner> states = new HashMap<>();
        var references = new java.util.ArrayList<OwnerReference>();
        for (int i = 0; i < standing.size(); i++) {
            states.put("owner" + i, standing.get(i));
            references.add(new OwnerReference("v1", "ConfigMap", "owner" + i, "owner" + i, false, true));
        }
        var object = new OwnedObject(
                Resources.CONFIG_MAPS,
                new ObjectName("default", "object"),
                "uid",
                references,
                finalizer.isEmpty() ? List.of() : List.of(finalizer),
                false);
        assertThat(Verdict.of(object, states, hasDependents)).hasToString(verdict);
    }
}
