// SPDX-License-Identifier: Apache-2.0
/// What the program says of itself: [Log] for people at 3 a.m., [Metrics] for machines.
@NullMarked
package dev.skerry.foundation.telemetry;

import org.jspecify.annotations.NullMarked;
