// SPDX-License-Identifier: Apache-2.0
/// Brings the world to the state that objects ask for, one name at a time. Start with [Reconciler].
@NullMarked
package dev.skerry.client.controller;

import org.jspecify.annotations.NullMarked;
