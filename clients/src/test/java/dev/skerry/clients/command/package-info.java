// SPDX-License-Identifier: Apache-2.0

/// Clients that are commands: scenarios as text, and the shell that runs them.
package dev.skerry.clients.command;
