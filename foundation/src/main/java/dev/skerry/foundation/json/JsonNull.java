// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

/// The JSON `null`, and what reading a missing field answers.
public enum JsonNull implements Json {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
