// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.ObjectName;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NameOrderTest {
    private static final List<ObjectName> NAMES = List.of(
            new ObjectName("plant", "b"),
            new ObjectName("plant", "a"),
            new ObjectName("plant-2", "a"),
            new ObjectName("plant.x", "a"),
            new ObjectName("plant0", "a"),
            new ObjectName("plan", "z"),
            new ObjectName("a", ""),
            new ObjectName("z", "a"),
            ObjectName.cluster("plant"),
            ObjectName.cluster("plant:a"),
            ObjectName.cluster("a"));

    @Test
    void namesStandAsTheirTextsDo() {
        for (ObjectName one : NAMES) {
            for (ObjectName other : NAMES) {
                assertThat(Integer.signum(NameOrder.BY_TEXT.compare(one, other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(Integer.signum(one.toString().compareTo(other.toString())));
            }
        }
    }

    @Test
    void aNamespaceIsARangeOfItsOwn() {
        var all = new TreeMap<ObjectName, String>(NameOrder.BY_TEXT);
        NAMES.forEach(name -> all.put(name, ""));
        assertThat(all.subMap(NameOrder.before("plant"), NameOrder.behind("plant"))
                        .keySet())
                .containsExactly(new ObjectName("plant", "a"), new ObjectName("plant", "b"));
    }
}
