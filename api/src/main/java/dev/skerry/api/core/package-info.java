// SPDX-License-Identifier: Apache-2.0
/// What every part of the system has to know about the built-in kinds: where they live
/// ([Resources]), how conditions are read and set ([Conditions]), and when a pod counts as what
/// ([PodState]).
@NullMarked
package dev.skerry.api.core;

import org.jspecify.annotations.NullMarked;
