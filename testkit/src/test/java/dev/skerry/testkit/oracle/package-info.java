// SPDX-License-Identifier: Apache-2.0

/// The same requests to Skerry and to a kube-apiserver of Kubernetes' own, and their answers side by side. Start
/// reading at [dev.skerry.testkit.oracle.OracleTest], which `make test-oracle` runs on one thread.
@NullMarked
package dev.skerry.testkit.oracle;

import org.jspecify.annotations.NullMarked;
