// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests as a text file tells them:
///
/// ```
/// -- the title of a step
/// POST /api/v1/namespaces/{ns}/configmaps?dryRun=All
/// As: alice
///
/// apiVersion: v1
/// …
/// ```
///
/// Bodies are YAML unless a header says otherwise; `As` impersonates. A file has a namespace of its own, `{ns}`.
record Story(String name, List<Step> steps) {
    private static final Map<String, String> PATCHES = Map.of(
            "json", "application/json-patch+json",
            "merge", "application/merge-patch+json",
            "strategic", "application/strategic-merge-patch+json",
            "apply", "application/apply-patch+yaml");

    static Story parse(String name, String text) {
        var steps = new ArrayList<Step>();
        for (String block : text.split("(?m)^-- ", -1)) {
            if (!block.isBlank() && !block.startsWith("#")) {
                steps.add(step(name, block.replace("{ns}", name)));
            }
        }
        return new Story(name, steps);
    }

    private static Step step(String area, String block) {
        String[] parts = block.split("\n\n", 2);
        String[] head = parts[0].strip().split("\n");
        if (head.length < 2) {
            throw new IllegalArgumentException("a step without a request: " + block);
        }
        String[] request = head[1].split(" ", 2);
        var headers = new LinkedHashMap<String, String>();
        String body = parts.length < 2 ? "" : parts[1].strip();
        if (!body.isEmpty()) {
            headers.put("Content-Type", Step.YAML);
        }
        for (int i = 2; i < head.length; i++) {
            String[] header = head[i].split(": ", 2);
            switch (header[0]) {
                case "As" -> headers.put("Impersonate-User", header[1]);
                case "Patch" -> headers.put("Content-Type", PATCHES.get(header[1]));
                default -> headers.put(header[0], header[1]);
            }
        }
        return new Step(area, head[0], request[0], request[1], headers, body);
    }
}
