// SPDX-License-Identifier: Apache-2.0
/// JSON as an immutable tree. Start with [Json]; read with [JsonReader], write with [JsonWriter].
/// Every value may be shared between threads freely.
@NullMarked
package dev.skerry.foundation.json;

import org.jspecify.annotations.NullMarked;
