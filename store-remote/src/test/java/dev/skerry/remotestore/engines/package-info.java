// SPDX-License-Identifier: Apache-2.0
/// Real database servers for tests, this module's and others'. Start with [EngineProcess]. `scripts/setup test`
/// installs the programs; no service of this machine is touched.
package dev.skerry.remotestore.engines;
