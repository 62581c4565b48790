// SPDX-License-Identifier: Apache-2.0
/// Kubernetes objects as bytes: JSON, YAML and protobuf. Start with [ObjectDecoder] for what a stranger
/// sends, with [Protobuf] and [YamlWriter] for what goes out (JSON goes out by
/// [dev.skerry.foundation.json.JsonWriter]). Foreign bytes meet budgets of size, depth and count before
/// memory is taken for them. Everything here is free of shared state and may be used from any thread.
@NullMarked
package dev.skerry.api.codec;

import org.jspecify.annotations.NullMarked;
