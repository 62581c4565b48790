// SPDX-License-Identifier: Apache-2.0
/// What single steps cost: codecs, patches, selectors, the cache at rest. JMH runs them, [MicroRun] starts it, and
/// [CpuTime] counts CPU instead of time, since machines are shared.
@NullMarked
package dev.skerry.bench.micro;

import org.jspecify.annotations.NullMarked;
