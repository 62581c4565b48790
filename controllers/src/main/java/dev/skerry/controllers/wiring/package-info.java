// SPDX-License-Identifier: Apache-2.0
/// What controllers are made of: [ControllerParts].
@NullMarked
package dev.skerry.controllers.wiring;

import org.jspecify.annotations.NullMarked;
